/* The button above a title: copies what the page is called and where it is, to be pasted into a message. */
(function () {
  "use strict";

  var MOMENT = 2500; // how long the button says that it is done, in milliseconds

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
})();
