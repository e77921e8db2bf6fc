/* The filter of the glossary: shows the terms whose names have all the words that were typed, in any case. Initial
   consonants find Korean terms: ㅈㅅ finds 전송. What is found is counted, and said by screen readers. */
(function () {
  "use strict";
  var box = document.querySelector(".kb-filter");
  if (!box) return;
  var field = box.querySelector("input"), told = box.querySelector("[role=status]"), all = told.textContent;
  var CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

  function plain(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  // Each Hangul syllable by its first consonant; anything else as it is.
  function initials(text) {
    return text.normalize("NFC").replace(/[가-힣]/g, function (char) {
      return CONSONANTS[Math.floor((char.charCodeAt(0) - 0xac00) / 588)];
    });
  }

  // The letters with their terms, in the order of the page.
  var links = document.querySelectorAll(".kb-letters a");
  var letters = Array.prototype.map.call(document.querySelectorAll(".kb-terms"), function (list, number) {
    return {
      list: list,
      heading: list.previousElementSibling,
      link: links[number],
      terms: Array.prototype.map.call(list.children, function (item) {
        var short = item.querySelector("small");
        var names = [item.querySelector("a").textContent, short ? short.textContent : "", item.getAttribute("data-keys") || ""].join(" | ");
        return { item: item, names: plain(names), initials: initials(names) };
      }),
    };
  });
  var total = letters.reduce(function (sum, letter) { return sum + letter.terms.length; }, 0);

  function filter() {
    // The consonants are compared as typed: NFKC would make letters of another block of them.
    var words = field.value.trim().split(/\s+/).filter(Boolean).map(function (word) {
      return /^[ㄱ-ㅎ]+$/.test(word) ? { initials: word } : { names: plain(word) };
    });
    var count = 0;
    letters.forEach(function (letter) {
      var found = 0;
      letter.terms.forEach(function (term) {
        var fits = words.every(function (word) {
          return word.initials ? term.initials.indexOf(word.initials) >= 0 : term.names.indexOf(word.names) >= 0;
        });
        term.item.hidden = !fits;
        if (fits) found += 1;
      });
      letter.list.hidden = letter.heading.hidden = letter.link.hidden = !found;
      count += found;
    });
    if (!words.length) told.textContent = all;
    else if (!count) told.textContent = box.getAttribute("data-none");
    else {
      told.textContent = box.getAttribute("data-some")
        .replace("{count}", count.toLocaleString("en"))
        .replace("{all}", total.toLocaleString("en"));
    }
  }

  field.addEventListener("input", filter);
  field.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !field.value) return;
    field.value = "";
    filter();
  });
  box.hidden = false;
  if (field.value) filter(); // the browser kept it from before
})();
