/* On the page of what is not found: the end of the address, as a question to the find box of the home page. */
(function () {
  "use strict";
  var link = document.querySelector("[data-kb-find]");
  if (!link) return;
  var words = [];
  try {
    words = decodeURIComponent(location.pathname).replace(/(\/index)?\.(html|md|json)$/, "").match(/[^/]+/g) || [];
  } catch (error) {
    return; // an address that is no text asks for nothing
  }
  var query = words.slice(-2).filter(function (word) { return !/^(codes|terms|guides|compare)$/.test(word); }).join(" ");
  if (!query || query.length > 100) return;
  link.textContent = link.dataset.kbFind.replace("{query}", function () { return query; });
  link.href += "#q=" + encodeURIComponent(query);
})();
