/* The map of everything, part 3: the drawing. Two canvases lie on each other: below the scene, with all links and dots;
   above, in 2D, names and what stands out. To let something stand out the lower one only fades, so it costs nothing,
   however much is drawn there. */
(() => {
  "use strict";

  const { NONE, Scene, FlatScene, View, stamp, css } = window.kbExplorer;

  const FAINTEST = 0.035; // below this an 8-bit screen shows no line but a tint: rather a sample is drawn that can be seen
  const REST = 160; // milliseconds without movement after which the scene is drawn in full
  const MOST_NAMES = { moving: 24, resting: 70 };
  const SMALLEST_NAMED = 3; // an island of fewer records has no name, for they have theirs
  const FRAME = 14; // milliseconds: where dots alone take longer, the picture is moved instead of drawn again
  const SLOW = 50; // milliseconds between two frames: where that happens again and again, the picture is moved as well
  const PATIENCE = 300; // milliseconds that a drawing at rest may take

  const TURN = 2 * Math.PI;

  /* Give any CSS colour as red, green and blue. */
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  function channels(colour) {
    probe.clearRect(0, 0, 1, 1);
    probe.fillStyle = colour;
    probe.fillRect(0, 0, 1, 1);
    return Array.from(probe.getImageData(0, 0, 1, 1).data.slice(0, 3));
  }

  class Drawing {
    /* `words` are those of the page; `drawn` is called with how many links were drawn, of how many. */
    constructor(stage, graph, words, drawn) {
      Object.assign(this, { stage, graph, words, drawn });
      this.view = new View(graph);
      this.isByIsland = words.islands.length > 1 && graph.count > 400;
      this.highlight = null; // or { centre, nodes, links }: what stands out
      this.pointed = -1; // a node that is only named
      this.movedAt = -Infinity;
      this.framedAt = this.slowFrames = 0;
      this.budget = { moving: 2000, resting: 12000, redraws: graph.linkCount < 3000 };
      this.canvas = document.createElement("canvas");
      this.canvas.className = "kb-x__scene";
      this.top = document.createElement("canvas");
      this.top.className = "kb-x__top";
      stage.prepend(this.canvas, this.top);
      this.context = this.top.getContext("2d");
      this.setUp();
      this.canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
      this.canvas.addEventListener("webglcontextrestored", () => { this.setUp(); this.filter(); this.paint(); });
    }

    setUp() {
      try {
        this.scene = new Scene(this.canvas, this.graph, this.words.marks);
      } catch {
        this.scene = new FlatScene(this.canvas, this.graph, this.words.marks);
      }
    }

    start() {
      this.resize();
      this.view.whole = this.view.around(this.graph.box).zoom;
      Object.assign(this.view, this.view.around(this.graph.box));
      this.filter();
      this.paint();
      this.frame(false);
      if (this.scene instanceof Scene) this.calibrate();
    }

    /* Measure once how much this machine draws: that is what it is asked to draw in a frame, and at rest. */
    async calibrate() {
      const sample = Math.min(20000, this.order.inner.length + this.order.outer.length);
      const time = async (links) => {
        const begin = performance.now();
        this.scene.draw(this.view, this.look(links));
        await this.scene.finish();
        return performance.now() - begin;
      };
      await time(0);
      const dots = Math.min(await time(0), await time(0), await time(0));
      const each = Math.max(1e-5, (await time(sample)) - dots) / Math.max(sample, 1);
      this.budget = {
        moving: Math.max(1000, (16 - Math.min(dots, 10)) / each),
        resting: Math.max(4000, PATIENCE / each),
        redraws: dots < FRAME,
      };
      this.invalidate();
    }

    resize() {
      const { view } = this, before = [view.width, view.height];
      const box = this.stage.getBoundingClientRect();
      view.ratio = Math.min(window.devicePixelRatio || 1, 2);
      view.width = Math.max(1, Math.round(box.width * view.ratio));
      view.height = Math.max(1, Math.round(box.height * view.ratio));
      if (view.width === before[0] && view.height === before[1]) return;
      view.x += (view.width - before[0]) / 2;
      view.y += (view.height - before[1]) / 2;
      for (const canvas of [this.canvas, this.top]) Object.assign(canvas, { width: view.width, height: view.height });
      this.view.whole = this.view.around(this.graph.box).zoom;
      this.invalidate();
    }

    /* What is shown has changed: order its links anew. Each list is in a fixed order that looks like none, so that its
       beginning is a fair sample of all of it. */
    filter() {
      const { graph } = this, inner = [], outer = [];
      let length = 0;
      for (let e = 0; e < graph.linkCount; e++) {
        if (!graph.linkShown[e]) continue;
        const a = graph.from[e], b = graph.to[e];
        (graph.island[a] === graph.island[b] && graph.island[a] !== NONE ? inner : outer).push(e);
        length += Math.hypot(graph.x[a] - graph.x[b], graph.y[a] - graph.y[b]);
      }
      this.order = { inner: shuffled(inner), outer: shuffled(outer) };
      this.length = length;
      this.scene.order(this.order);
      this.islands = this.words.islands.map(() => ({ x: 0, y: 0, count: 0 }));
      for (let i = 0; i < graph.count; i++) {
        const island = graph.shown[i] && this.islands[graph.island[i]];
        if (island) Object.assign(island, { x: island.x + graph.x[i], y: island.y + graph.y[i], count: island.count + 1 });
      }
    }

    /* Take the colours from the style, which follows the reader's scheme. */
    paint() {
      const style = getComputedStyle(this.stage), value = (name) => style.getPropertyValue(name).trim();
      this.ground = channels(value("--kb-x-ground"));
      this.ink = channels(value("--kb-x-ink"));
      this.link = channels(value("--kb-x-link"));
      this.font = style.fontFamily;
      const isDark = this.ground[0] + this.ground[1] + this.ground[2] < 380;
      const other = channels(value("--kb-other"));
      this.kindColours = this.words.colours.map((name) => channels(value(`--kb-${name}`) || value("--kb-other")));
      this.islandColours = this.words.islands.map((_, i) =>
        channels(`oklch(${isDark ? "0.78 0.12" : "0.56 0.14"} ${(i * 137.508 + 25) % 360})`),
      );
      this.colours = Array.from({ length: this.graph.count }, (_, i) =>
        this.isByIsland ? this.islandColours[this.graph.island[i]] || other : this.kindColours[this.graph.kind[i]],
      );
      this.scene.paint(this.colours);
      this.invalidate();
    }

    /* How to draw the scene with so many links at most: fainter where more lie upon each other. */
    look(most) {
      const { inner, outer } = this.order, { view } = this, count = inner.length + outer.length;
      const box = this.graph.box;
      const area = (box.right - box.left + 1) * (box.bottom - box.top + 1) * view.zoom * view.zoom;
      const layers = ((this.length * view.zoom) / area) * view.ratio * Math.sqrt(view.whole / view.zoom);
      const wanted = Math.min(0.4, 0.24 / Math.max(layers, 0.4));
      const fair = wanted < FAINTEST ? Math.max(2000, (count * wanted) / FAINTEST) : count;
      const drawn = Math.floor(Math.min(count, fair, most)), share = count ? drawn / count : 0;
      return {
        inner: Math.floor(inner.length * share),
        outer: Math.floor(outer.length * share),
        alpha: Math.min(0.5, Math.max(wanted, FAINTEST) * Math.pow(Math.min(fair, count) / Math.max(drawn, 1), 0.7)),
        link: this.link,
        ground: this.ground,
        isByIsland: this.isByIsland,
      };
    }

    /* Ask for a frame; `moving` says that the camera moves, so that more frames will follow. */
    invalidate(moving = false) {
      if (moving) {
        this.movedAt = performance.now();
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.invalidate(), REST + 10);
      }
      this.request ??= requestAnimationFrame((now) => {
        this.request = null;
        const moving = now - this.movedAt < REST;
        this.heed(moving, now);
        this.frame(moving);
      });
    }

    /* Measured once, a machine may have been at rest; so heed how it does while the camera moves. */
    heed(moving, now) {
      const isSlow = moving && this.budget.redraws && this.framedAt && now - this.framedAt > SLOW;
      this.framedAt = moving ? now : 0;
      this.slowFrames = isSlow ? this.slowFrames + 1 : moving ? this.slowFrames : 0;
      if (this.slowFrames > 2) this.budget.redraws = false;
    }

    frame(moving) {
      const { view } = this;
      if (moving && !this.budget.redraws && this.last) {
        const zoom = view.zoom / this.last.zoom;
        const x = (view.x - this.last.x * zoom) / view.ratio, y = (view.y - this.last.y * zoom) / view.ratio;
        this.canvas.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
      } else {
        const look = this.look(moving ? this.budget.moving : this.budget.resting);
        this.scene.draw(view, look);
        this.last = { x: view.x, y: view.y, zoom: view.zoom };
        this.canvas.style.transform = "";
        if (!moving) this.drawn(look.inner + look.outer, this.order.inner.length + this.order.outer.length);
      }
      this.drawTop(moving);
    }

    /* Move the camera by itself; at once for readers who want no motion. */
    glide(target) {
      cancelAnimationFrame(this.gliding);
      const { view } = this, from = { x: view.x, y: view.y, zoom: view.zoom }, begin = performance.now();
      const time = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 420;
      const step = () => {
        const passed = time ? Math.min(1, (performance.now() - begin) / time) : 1;
        const eased = 1 - Math.pow(1 - passed, 3);
        for (const name of ["x", "y", "zoom"]) view[name] = from[name] + (target[name] - from[name]) * eased;
        this.invalidate(passed < 1);
        if (passed < 1) this.gliding = requestAnimationFrame(step);
      };
      step();
    }

    showAll() {
      this.glide(this.view.around(this.graph.box));
    }

    /* Bring nodes into view: all of them when they are several, and one in the middle. */
    show(nodes) {
      const { graph, view } = this;
      const xs = nodes.map((i) => graph.x[i]), ys = nodes.map((i) => graph.y[i]);
      const target = view.around({ left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) });
      const zoom = Math.min(target.zoom, Math.max(view.zoom, 0.9 * view.ratio));
      const middle = (numbers) => (Math.min(...numbers) + Math.max(...numbers)) / 2;
      this.glide({ zoom, x: view.width / 2 - middle(xs) * zoom, y: view.height / 2 - middle(ys) * zoom });
    }

    zoomBy(factor, x = this.view.width / 2, y = this.view.height / 2) {
      cancelAnimationFrame(this.gliding);
      const { view } = this;
      const zoom = Math.max(0.6 * view.whole, Math.min(6 * view.ratio, view.zoom * factor));
      const ratio = zoom / view.zoom;
      Object.assign(view, { zoom, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio });
      this.invalidate(true);
    }

    moveBy(x, y) {
      cancelAnimationFrame(this.gliding);
      this.view.x += x;
      this.view.y += y;
      this.invalidate(true);
    }

    at(x, y, reach) {
      const { view } = this;
      return this.graph.at((x - view.x) / view.zoom, (y - view.y) / view.zoom, reach / view.zoom, (i) => view.radius(i) / view.zoom);
    }

    /* Let something stand out; nothing when null. */
    stress(highlight) {
      this.highlight = highlight;
      this.stage.classList.toggle("is-dim", Boolean(highlight));
      this.invalidate();
    }

    point(i) {
      this.pointed = i;
      this.invalidate();
    }

    // Names and what stands out.

    drawTop(moving) {
      const { context, view } = this;
      context.clearRect(0, 0, view.width, view.height);
      context.textBaseline = "middle";
      context.direction = "ltr";
      const labels = new Labels(this);
      if (this.highlight) this.drawHighlight(labels);
      else {
        this.nameIslands(labels);
        const zoom = view.zoom / view.ratio;
        const room = (view.width * view.height) / (view.ratio * view.ratio) / 11000;
        const most = Math.min(moving ? MOST_NAMES.moving : MOST_NAMES.resting, room * Math.min(1, 0.15 + 0.7 * zoom));
        this.name(this.graph.byDegree, most, labels, 150);
      }
      if (this.pointed >= 0) {
        this.ring(this.pointed, 3);
        labels.tag(this.pointed);
      }
    }

    drawHighlight(labels) {
      const { context, view, graph } = this, { centre, nodes, links } = this.highlight;
      const isPath = centre < 0, isCrowded = links.length > 150;
      context.lineWidth = (isPath ? 3 : isCrowded ? 1 : 1.5) * view.ratio;
      context.lineCap = "round";
      for (const e of links) {
        const end = isPath ? graph.to[e] : graph.other(e, centre), start = graph.other(e, end);
        const x = view.left(end), y = view.top(end), x0 = view.left(start), y0 = view.top(start);
        context.strokeStyle = css(this.colours[end], isCrowded ? 0.45 : 0.75);
        context.beginPath();
        context.moveTo(x0, y0);
        context.quadraticCurveTo((x + x0) / 2 + (y - y0) * 0.08, (y + y0) / 2 - (x - x0) * 0.08, x, y);
        context.stroke();
      }
      for (const i of nodes) {
        const isMain = isPath || i === centre;
        const radius = Math.max(view.radius(i), (isMain ? 5 : 2.8) * view.ratio);
        const rim = isMain ? css(this.ink) : css(this.ground);
        stamp(context, view, i, radius, this.words.marks[graph.kind[i]], css(this.colours[i]), rim, (isMain ? 2 : 1) * view.ratio);
      }
      if (isPath) nodes.forEach((i) => labels.tag(i));
      else {
        labels.tag(centre);
        this.name(nodes.filter((i) => i !== centre).sort((a, b) => graph.degree[b] - graph.degree[a] || a - b), MOST_NAMES.resting, labels, 260);
      }
    }

    ring(i, gap) {
      const { context, view } = this;
      context.beginPath();
      context.arc(view.left(i), view.top(i), view.radius(i) + gap * view.ratio, 0, TURN);
      context.lineWidth = 2 * view.ratio;
      context.strokeStyle = css(this.ink);
      context.stroke();
    }

    /* Name nodes in the order given where there is room, until so many have names, none wider than so many pixels. */
    name(nodes, most, labels, widest) {
      let tried = 0, named = 0;
      for (const i of nodes) {
        if (named >= most || tried > 900) break;
        const x = this.view.left(i), y = this.view.top(i);
        if (!this.graph.shown[i] || x < 0 || y < 0 || x > this.view.width || y > this.view.height) continue;
        tried++;
        if (labels.name(i, widest * this.view.ratio)) named++;
      }
    }

    /* While the whole is in view, say which island is which, the largest first. */
    nameIslands(labels) {
      const { view } = this;
      if (this.words.islands.length < 2 || view.zoom > 2.4 * view.whole) return;
      this.islands
        .map((island, number) => ({ ...island, number }))
        .filter((island) => island.count >= SMALLEST_NAMED)
        .sort((a, b) => b.count - a.count || a.number - b.number)
        .forEach(({ x, y, count, number }) => {
          const size = Math.max(12, Math.min(16, 9 + 0.4 * Math.sqrt(count)));
          const colour = this.isByIsland ? this.islandColours[number] : this.link;
          labels.pill(this.words.islands[number], (x / count) * view.zoom + view.x, (y / count) * view.zoom + view.y, size, colour);
        });
    }
  }

  /* The names on one picture, none of which lies over another. */
  class Labels {
    constructor(drawing) {
      Object.assign(this, { drawing, context: drawing.context, view: drawing.view, taken: [] });
    }

    isFree(x, y, width, height) {
      return !this.taken.some((box) => x < box.x + box.width && x + width > box.x && y < box.y + box.height && y + height > box.y);
    }

    take(x, y, width, height) {
      this.taken.push({ x, y, width, height });
    }

    set(weight, size) {
      this.context.font = `${weight} ${size * this.view.ratio}px ${this.drawing.font}`;
    }

    /* Put a name beside its dot: right, left, below or above, the first that is free; nothing where none is. */
    name(i, widest) {
      const { context, view, drawing } = this, size = 12 * view.ratio;
      this.set(400, 12);
      const text = fitting(context, drawing.graph.short[i], widest), width = context.measureText(text).width + 6 * view.ratio, height = size * 1.3;
      const x = view.left(i), y = view.top(i), gap = view.radius(i) + 2 * view.ratio;
      const spots = [[x + gap, y - height / 2], [x - gap - width, y - height / 2], [x - width / 2, y + gap], [x - width / 2, y - gap - height]];
      for (const [left, top] of spots) {
        const isInside = left > 4 && top > 4 && left + width < view.width - 4 && top + height < view.height - 4;
        if (!isInside || !this.isFree(left, top, width, height)) continue;
        this.take(left, top, width, height);
        context.lineJoin = "round";
        context.lineWidth = 3.5 * view.ratio;
        context.strokeStyle = css(drawing.ground, 0.9);
        context.strokeText(text, left + 3 * view.ratio, top + height / 2);
        context.fillStyle = css(drawing.ink, 0.95);
        context.fillText(text, left + 3 * view.ratio, top + height / 2);
        return true;
      }
      return false;
    }

    /* Name an island in its middle. */
    pill(text, x, y, size, colour) {
      const { context, view, drawing } = this;
      this.set(700, size);
      const width = context.measureText(text).width + 14 * view.ratio, height = size * 1.6 * view.ratio;
      const left = x - width / 2, top = y - height / 2;
      if (!this.isFree(left, top, width, height)) return;
      this.take(left - 2, top - 2, width + 4, height + 4);
      context.beginPath();
      context.roundRect(left, top, width, height, height / 2);
      context.fillStyle = css(drawing.ground, 0.88);
      context.fill();
      context.lineWidth = view.ratio;
      context.strokeStyle = css(colour, 0.6);
      context.stroke();
      context.fillStyle = css(drawing.ink);
      context.fillText(text, left + 7 * view.ratio, y + 0.5);
    }

    /* Name a node that stands out, over all else: beside it, wherever there is room. */
    tag(i) {
      const { context, view, drawing } = this, size = 13;
      this.set(600, size);
      const text = fitting(context, drawing.graph.name[i], Math.min(320 * view.ratio, view.width - 30 * view.ratio));
      const width = context.measureText(text).width + 16 * view.ratio, height = size * 1.75 * view.ratio;
      const x = view.left(i), y = view.top(i), gap = view.radius(i) + 6 * view.ratio;
      const spots = [[x + gap, y - height / 2], [x - gap - width, y - height / 2], [x - width / 2, y + gap], [x - width / 2, y - gap - height]];
      const fits = ([left, top]) => left > 4 && left + width < view.width - 4 && this.isFree(left, top, width, height);
      let [left, top] = spots.find(fits) || spots[2];
      left = Math.max(4, Math.min(left, view.width - width - 4));
      this.take(left, top, width, height);
      this.take(x - gap, y - gap, 2 * gap, 2 * gap);
      context.beginPath();
      context.roundRect(left, top, width, height, height / 2);
      context.fillStyle = css(drawing.ink);
      context.fill();
      context.fillStyle = css(drawing.ground);
      context.fillText(text, left + 8 * view.ratio, top + height / 2 + 0.5);
    }
  }

  function fitting(context, text, room) {
    if (context.measureText(text).width <= room) return text;
    let end = text.length;
    while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > room) end = Math.floor(end * 0.9);
    return `${text.slice(0, end)}…`;
  }

  /* Fisher-Yates with a linear congruential generator: the same on every visit. */
  function shuffled(numbers) {
    const list = Uint32Array.from(numbers);
    let state = 1;
    for (let i = list.length - 1; i > 0; i--) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      const other = state % (i + 1);
      [list[i], list[other]] = [list[other], list[i]];
    }
    return list;
  }

  window.kbExplorer.Drawing = Drawing;
})();
