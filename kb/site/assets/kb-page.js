/* What is copied from a page: by the button above a title what the page is called and where it is, to be pasted into a
   message; and the commands in its text. */
(function () {
  "use strict";

  var MOMENT = 2500; // how long the button says that it is done, in milliseconds

  var COMMAND = /^[A-Za-z.\/$~]\S*\s+\S/; // several words, the first like a program's; a single name is no command
  var SHORTENED = /\.\.\.|\u2026/; // what leaves something out is not to be run

  function address() {
    var canonical = document.querySelector('link[rel="canonical"]');
    return canonical ? canonical.href : location.href.replace(/#.*$/, "");
  }

  /* The title without the name of the site, which ends it: "SMTP 504 Parameter Not Implemented". */
  function name() {
    var title = document.querySelector('meta[property="og:title"]');
    return title ? title.content : document.title;
  }

  /* Opened from a folder, some browsers give no clipboard: then a selected field is copied, as before there was one. */
  function copyBySelection(text) {
    var field = document.createElement("textarea");
    field.value = text;
    field.className = "kb-share__text";
    field.setAttribute("aria-hidden", "true");
    document.body.appendChild(field);
    field.select();
    var done = document.execCommand("copy");
    field.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("nothing was copied"));
  }

  function copy(text) {
    if (!navigator.clipboard) return copyBySelection(text);
    return navigator.clipboard.writeText(text).catch(function () { return copyBySelection(text); });
  }

  document.querySelectorAll(".kb-share").forEach(function (place) {
    var button = document.createElement("button");
    var status = document.createElement("span");
    var timer = 0;
    button.type = "button";
    button.textContent = place.dataset.copy;
    status.setAttribute("role", "status");
    place.append(button, status);
    button.addEventListener("click", function () {
      copy(name() + "\n" + address()).then(function () {
        button.focus();
        status.textContent = place.dataset.done;
        clearTimeout(timer);
        timer = setTimeout(function () { status.textContent = ""; }, MOMENT);
      }, function () { /* the address can still be copied from the browser's own field */ });
    });
  });

  var labels = document.querySelector(".kb-share"), text = labels && (labels.closest("article") || labels.closest("p").parentNode);
  if (!text) return;
  var said = document.createElement("span");
  var saying = 0;
  said.className = "kb-said";
  said.setAttribute("role", "status");
  text.classList.add("kb-text");
  text.append(said);

  function say(code) {
    var around = said.offsetParent.getBoundingClientRect(), box = code.getClientRects()[0];
    said.style.setProperty("left", box.left - around.left + "px");
    said.style.setProperty("top", box.top - around.top + "px");
    said.textContent = labels.dataset.done;
    clearTimeout(saying);
    saying = setTimeout(function () { said.textContent = ""; }, MOMENT);
  }

  /* Nothing is added to the text, which would move it: the command itself is the button. */
  text.querySelectorAll("code").forEach(function (code) {
    var command = code.textContent.trim();
    if (!COMMAND.test(command) || SHORTENED.test(command) || code.closest("pre, a, summary, button, svg")) return;
    code.classList.add("kb-command");
    code.tabIndex = 0;
    code.setAttribute("role", "button");
    code.title = labels.dataset.command;
    function take() { copy(command).then(function () { code.focus(); say(code); }, function () { /* it can be selected */ }); }
    code.addEventListener("click", function () { if (getSelection().isCollapsed) take(); });
    code.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      take();
    });
  });
})();
