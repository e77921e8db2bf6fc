/* The theme asks for the index of its search, megabytes on a large site, and reads it for seconds, on every page, though few
   readers of a page search. Here the request waits until a reader comes near the search, or the address asks for it. The
   theme requests the index over a network, and adds it as a script when the page is opened from a folder. */
(function () {
  "use strict";

  var INDEX = /\/search\/search_index\.js(on)?$/;
  var SEARCH = 'form[name="search"], label[for="__search"], .md-search';
  var SIGNS = ["focusin", "pointerover", "touchstart", "change", "input"];

  /* The theme opens its search for `q`, and marks the words of `h` on the page. */
  function isAsked() {
    var query = new URLSearchParams(location.search);
    return query.has("q") || query.has("h");
  }

  var wanted = new Promise(function (resolve) {
    if (isAsked()) return resolve();
    function notice(event) {
      var target = event.target;
      if (target.id !== "__search" && !(target.closest && target.closest(SEARCH))) return;
      SIGNS.forEach(function (sign) { document.removeEventListener(sign, notice, true); });
      resolve();
    }
    SIGNS.forEach(function (sign) { document.addEventListener(sign, notice, { capture: true, passive: true }); });
  });

  var request = XMLHttpRequest.prototype, open = request.open, send = request.send;
  var waiting = new WeakSet();

  request.open = function (method, url) {
    if (INDEX.test(url)) waiting.add(this);
    return open.apply(this, arguments);
  };

  request.send = function (body) {
    var self = this;
    if (waiting.has(self)) wanted.then(function () { send.call(self, body); });
    else send.call(self, body);
  };

  var append = document.head.appendChild;

  document.head.appendChild = function (element) {
    if (!INDEX.test(element.src || "")) return append.call(document.head, element);
    wanted.then(function () { append.call(document.head, element); });
    return element;
  };
})();
