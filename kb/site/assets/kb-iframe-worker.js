/* Browsers refuse web workers for pages opened from a folder. There, and only there, this stands in for Worker with a
   hidden frame, which is what the theme's search expects under the name IFrameWorker. They refuse to mask with files, too:
   there the style sheets are told to use their own copies of the theme's icons (kb/site/policy.py). */
(function () {
  "use strict";
  if (location.protocol !== "file:") return;
  document.documentElement.dataset.kbFolder = "";
  function FrameWorker(url) {
    var self = this, frame = document.createElement("iframe"), queue = [], ready = false;
    this.onmessage = null;
    this.listeners = [];
    frame.hidden = true;
    document.body.appendChild(frame);
    var inner = frame.contentWindow;
    // The worker takes what stands before the first "/worker" of its address for the folder of its libraries.
    var address = new URL(url, location.href).href.replace(/\/worker(?=.*\/worker)/g, "/%77orker");
    function tell(data) {
      var event = new MessageEvent("message", { data: data });
      if (self.onmessage) self.onmessage(event);
      self.listeners.forEach(function (listener) { listener(event); });
    }
    window.addEventListener("message", function (event) {
      if (event.source === inner && ready) tell(event.data);
    });
    inner.document.open();
    inner.document.write(
      "<!doctype html><meta charset=utf-8><body><script>" +
        "parent.IFrameWorker=parent.IFrameWorker||function(){};" +
        "self.importScripts=function(){var c=Promise.resolve();" +
        "[].slice.call(arguments).forEach(function(u){c=c.then(function(){return new Promise(function(ok,no){" +
        "var s=document.createElement('script');s.src=u;s.onload=function(){ok()};s.onerror=no;document.body.appendChild(s)})})});return c};" +
        "var post=self.postMessage;self.postMessage=function(d){parent.postMessage(d,'*')};" +
        "self.addEventListener('error',function(e){parent.console.error(e.message)});" +
        "<\/script><script src=\"" + address + "\"><\/script></body>"
    );
    inner.document.close();
    inner.addEventListener("load", function () { ready = true; queue.splice(0).forEach(send); });
    function send(data) { inner.dispatchEvent(new MessageEvent("message", { data: data, source: window })); }
    this.postMessage = function (data) { if (ready) send(data); else queue.push(data); };
    this.addEventListener = function (name, listener) { if (name === "message") self.listeners.push(listener); };
    this.removeEventListener = function (name, listener) { self.listeners = self.listeners.filter(function (l) { return l !== listener; }); };
    this.terminate = function () { frame.remove(); };
  }
  window.IFrameWorker = FrameWorker;
  window.Worker = FrameWorker;
})();
