/* Under `kb serve`: reload this page when its file was written again. It is no part of a built site. Browsers keep the
   place that a reader has scrolled to when a page reloads. A page that nobody looks at asks when it is looked at. */
(() => {
  const seen = new URL(document.currentScript.src).searchParams.get("seen");
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(`/.kb/version?page=${encodeURIComponent(location.pathname)}`, { cache: "no-store" });
      if (answer.ok && (await answer.text()) !== seen) location.reload();
    } catch {
      /* The server has ended, or not begun again. */
    }
  };
  setInterval(ask, 400);
  document.addEventListener("visibilitychange", ask);
})();
