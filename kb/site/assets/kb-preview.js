/* Previews of records: a small card beside a link, with what the page itself says of the record.

   A mouse that rests on a link, or the keyboard's focus, shows the card after a moment. It stands below or above the
   link and never on it, may be pointed at, stays as long as the link or the card is, and goes with Escape.
   On a touch screen the first tap on a link within a text shows the card, the second one opens: who taps a word in a
   sentence asks what it means, and should not lose their place. Chips of a map lead on at once, as buttons do; a long
   press stays the browser's own. Without this script each link leads on, and screen readers still say what it is about,
   for the texts are the descriptions of the links. */
(function () {
  "use strict";
  var texts = document.querySelector(".kb-previews");
  if (!texts) return;
  var LINKS = 'a[aria-describedby^="kb-p"]';
  var WAIT = 300, GRACE = 250, GAP = 6, EDGE = 8; // milliseconds, and pixels

  var card = document.createElement("div"); // filled and placed anew for each link
  card.className = "kb-preview";
  card.hidden = true;
  (document.querySelector("main") || document.body).appendChild(card);

  var shown = null; // the link whose card is shown
  var timer = 0;
  var touched = 0; // when a finger was last put down

  function linkAt(node) {
    return node && node.closest ? node.closest(LINKS) : null;
  }

  function later(wait, action) {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  }

  function hide() {
    clearTimeout(timer);
    shown = null;
    card.hidden = true;
  }

  function show(link, point, byTouch) {
    clearTimeout(timer);
    var text = document.getElementById(link.getAttribute("aria-describedby"));
    if (!text) return;
    card.replaceChildren();
    Array.prototype.forEach.call(text.childNodes, function (node) { card.appendChild(node.cloneNode(true)); });
    if (byTouch) {
      var open = document.createElement("a");
      open.href = link.href;
      open.textContent = texts.getAttribute("data-open");
      card.appendChild(open);
    }
    shown = link;
    card.hidden = false;
    place(link, point);
  }

  // A link may go over lines: the card belongs to the line that was pointed at.
  function place(link, point) {
    var lines = Array.prototype.slice.call(link.getClientRects());
    var line = (point && lines.find(function (one) { return point.y >= one.top - 1 && point.y <= one.bottom + 1; })) || lines[0];
    if (!line) return hide();
    card.style.setProperty("left", "0");
    card.style.setProperty("top", "0");
    var zero = card.getBoundingClientRect(), room = document.documentElement.clientWidth;
    var left = Math.max(EDGE, Math.min(line.left, room - zero.width - EDGE));
    var below = line.bottom + GAP, above = line.top - GAP - zero.height;
    var header = document.querySelector(".md-header");
    var ceiling = header ? header.getBoundingClientRect().bottom : 0;
    var top = below + zero.height > window.innerHeight && above > ceiling ? above : below;
    card.style.setProperty("left", left - zero.left + "px");
    card.style.setProperty("top", top - zero.top + "px");
  }

  document.addEventListener("pointerover", function (event) {
    if (event.pointerType === "touch") return;
    if (card.contains(event.target)) return clearTimeout(timer);
    var link = linkAt(event.target);
    if (link === shown && link) return clearTimeout(timer);
    var point = { y: event.clientY };
    if (link) later(WAIT, function () { show(link, point); });
  });
  document.addEventListener("pointerout", function (event) {
    if (event.pointerType === "touch") return;
    var there = event.relatedTarget;
    if (linkAt(event.target) === null && !card.contains(event.target)) return;
    if (there && (card.contains(there) || (shown && shown.contains(there)))) return;
    if (shown && shown === document.activeElement && shown.matches(":focus-visible")) return clearTimeout(timer);
    later(GRACE, hide);
  });
  document.addEventListener("focusin", function (event) {
    var link = linkAt(event.target);
    if (link && link.matches(":focus-visible")) later(WAIT, function () { show(link); });
  });
  document.addEventListener("focusout", function (event) {
    if (!card.contains(event.relatedTarget) && linkAt(event.target)) hide();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("pointerdown", function (event) {
    touched = event.pointerType === "touch" ? event.timeStamp : 0;
    if (shown && !shown.contains(event.target) && !card.contains(event.target)) hide();
  });
  document.addEventListener("click", function (event) {
    var link = linkAt(event.target);
    if (!link || !touched || event.timeStamp - touched > 1000 || link === shown) return;
    event.preventDefault();
    show(link, { y: event.clientY }, true);
  });
})();
