/* The map of everything, part 4: the page. Search, filters, pointer, keys, the panel, and the address. */
(() => {
  "use strict";

  const { Graph, Drawing, NONE } = window.kbExplorer;
  const MOST_FOUND = 8;
  const MOST_IN_PANEL = { passing: 8, kept: 60 };
  const WAY = "~"; // between the keys of both ends of a way, in the address; it is in no key

  /* Make an element. Texts go in as texts, whatever they hold. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const format = new Intl.NumberFormat(document.documentElement.lang || "en");

  /* Fill the places of a label. */
  function fill(label, values) {
    return label.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));
  }

  /* A field in which a record is found by its name, after the pattern "combobox" of WAI-ARIA. */
  class Finder {
    constructor(input, list, explorer, choose) {
      Object.assign(this, { input, list, explorer, choose, found: [], active: -1 });
      input.addEventListener("input", () => this.search());
      input.addEventListener("keydown", (event) => this.press(event));
      input.addEventListener("blur", () => this.close());
    }

    search() {
      const { explorer, list } = this;
      this.found = explorer.graph.search(this.input.value, MOST_FOUND);
      list.replaceChildren(...this.found.map((i, at) => this.option(i, at)));
      list.hidden = !this.found.length;
      this.mark(this.found.length ? 0 : -1);
      this.input.setAttribute("aria-expanded", String(!list.hidden));
      const nothing = this.input.value.trim() && !this.found.length;
      explorer.say(nothing ? explorer.words.nothing_found : "");
    }

    option(i, at) {
      const option = make("li", { role: "option", id: `${this.list.id}-${at}`, "aria-selected": "false" }, ...this.explorer.named(i));
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); this.take(i); });
      option.addEventListener("pointermove", () => this.mark(at));
      return option;
    }

    mark(at) {
      this.active = at;
      [...this.list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
      if (at >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${at}`);
      else this.input.removeAttribute("aria-activedescendant");
    }

    press(event) {
      const count = this.found.length, isOpen = !this.list.hidden;
      if (event.key === "ArrowDown" && isOpen) this.mark((this.active + 1) % count);
      else if (event.key === "ArrowUp" && isOpen) this.mark((this.active + count - 1) % count);
      else if (event.key === "Enter" && isOpen) this.take(this.found[this.active]);
      else if (event.key === "Escape" && (isOpen || this.input.value)) this.clear();
      else { event.stopPropagation(); return; }
      event.preventDefault();
      event.stopPropagation();
    }

    take(i) {
      this.clear();
      this.choose(i);
    }

    clear() {
      this.input.value = "";
      this.close();
    }

    close() {
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
      this.explorer.say("");
    }
  }

  class Explorer {
    constructor(root, list, data) {
      this.root = root;
      this.list = list;
      this.words = JSON.parse(root.dataset.words);
      this.stage = root.querySelector(".kb-x__stage");
      this.panel = root.querySelector(".kb-x__panel");
      this.status = root.querySelector(".kb-x__status");
      this.graph = new Graph(data, list);
      this.drawing = new Drawing(this.stage, this.graph, this.words, (drawn, links) => this.report(drawn, links));
      this.hint = matchMedia("(pointer: coarse)").matches ? this.words.hint_touch : this.words.hint;
      this.passing = -1; // the record that is pointed at
      this.kept = -1; // the record that was chosen, by the address, the search, a tap, a click with Shift, or Space
      this.way = null; // or { end, links }: the way from the kept record to another
      this.chosen = { kind: new Set(), family: new Set(), relation: new Set(), translation: new Set() };
      this.canvas = this.drawing.top;
      this.canvas.tabIndex = 0;
      this.canvas.setAttribute("role", "application");
      this.canvas.setAttribute("aria-describedby", "kb-x-keys");
      const counts = { records: format.format(this.graph.count), links: format.format(this.graph.linkCount) };
      this.canvas.setAttribute("aria-label", fill(this.words.stage, counts));
      this.drawing.start();
      this.listen();
      this.goTo(location.hash);
      this.show();
    }

    listen() {
      const input = this.root.querySelector(".kb-x__search input");
      new Finder(input, this.root.querySelector(".kb-x__search ul"), this, (i) => this.keep(i, { isMoved: true }));
      this.listenToControls();
      this.listenToPointer();
      this.canvas.addEventListener("keydown", (event) => this.press(event));
      this.root.addEventListener("keydown", (event) => { if (event.key === "Escape") this.letGo(); });
      window.addEventListener("hashchange", () => this.goTo(location.hash));
      new ResizeObserver(() => this.drawing.resize()).observe(this.stage);
      const repaint = () => { this.drawing.paint(); this.showPanel(); };
      new MutationObserver(repaint).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
    }

    // Controls.

    listenToControls() {
      const { root, drawing } = this;
      for (const group of root.querySelectorAll("[data-filter]")) {
        group.addEventListener("click", (event) => {
          const chip = event.target.closest("button");
          if (chip) this.toggle(chip, this.chosen[group.dataset.filter]);
        });
      }
      root.querySelector(".kb-x__clear").addEventListener("click", () => {
        Object.values(this.chosen).forEach((set) => set.clear());
        root.querySelectorAll("[data-filter] button").forEach((chip) => chip.setAttribute("aria-pressed", "false"));
        this.filter();
        root.querySelector(".kb-x__search input").focus();
      });
      const colours = root.querySelector("select");
      colours.value = drawing.isByIsland ? "island" : "kind";
      colours.addEventListener("change", () => {
        drawing.isByIsland = colours.value === "island";
        drawing.paint();
        this.paintChips();
      });
      this.paintChips();
      const zoom = { in: () => drawing.zoomBy(1.4), out: () => drawing.zoomBy(1 / 1.4), all: () => drawing.showAll() };
      for (const button of root.querySelectorAll("[data-zoom]")) button.addEventListener("click", zoom[button.dataset.zoom]);
      const more = root.querySelector("details");
      document.addEventListener("pointerdown", (event) => { if (more && !more.contains(event.target)) more.open = false; });
      more?.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !more.open) return;
        more.open = false;
        more.querySelector("summary").focus();
        event.stopPropagation();
      });
    }

    toggle(chip, set) {
      const value = Number(chip.dataset.value), isOn = !set.has(value);
      if (isOn) set.add(value);
      else set.delete(value);
      chip.setAttribute("aria-pressed", String(isOn));
      this.filter();
    }

    filter() {
      this.graph.choose(this.chosen);
      this.root.querySelector(".kb-x__clear").hidden = !Object.values(this.chosen).some((set) => set.size);
      if (this.kept >= 0 && !this.graph.shown[this.kept]) this.letGo();
      if (this.way) this.way.links = this.graph.path(this.kept, this.way.end);
      this.passing = -1;
      this.drawing.filter();
      this.drawing.paint();
      this.show();
      for (const link of this.list.querySelectorAll("a[data-n]")) link.parentNode.hidden = !this.graph.shown[link.dataset.n];
      for (const group of this.list.querySelectorAll("details")) {
        const count = group.querySelectorAll("li:not([hidden])").length;
        group.hidden = !count;
        group.querySelector("summary b").textContent = format.format(count);
      }
    }

    /* Where dots have the colours of families, so have the families' chips. */
    paintChips() {
      const { drawing } = this;
      for (const chip of this.root.querySelectorAll("[data-filter=family] button")) {
        const colour = drawing.isByIsland ? `rgb(${drawing.islandColours[chip.dataset.value]})` : "";
        chip.style.setProperty("--k", colour);
      }
      this.root.classList.toggle("is-by-island", drawing.isByIsland);
    }

    report(drawn, links) {
      const records = this.graph.shown.reduce((sum, one) => sum + one, 0);
      const label = drawn < links ? this.words.status_some : this.words.status_all;
      const counts = { records: format.format(records), links: format.format(links), drawn: format.format(drawn) };
      this.counts = fill(label, counts);
      if (!this.message) this.status.textContent = this.counts;
    }

    /* Say something in place of the counts; with nothing to say, the counts again. */
    say(message) {
      this.message = message;
      this.status.textContent = message || this.counts || "";
    }

    // Pointer: a mouse points and clicks, a finger taps, two pinch.

    listenToPointer() {
      const { canvas, drawing } = this, fingers = new Map();
      let press = null, span = 0;
      const place = (event) => {
        const box = canvas.getBoundingClientRect();
        return [(event.clientX - box.left) * drawing.view.ratio, (event.clientY - box.top) * drawing.view.ratio];
      };
      canvas.addEventListener("pointerdown", (event) => {
        canvas.setPointerCapture(event.pointerId);
        fingers.set(event.pointerId, place(event));
        press = fingers.size === 1 ? { at: place(event), hasMoved: false } : null;
        span = 0;
      });
      canvas.addEventListener("pointermove", (event) => {
        const [x, y] = place(event), last = fingers.get(event.pointerId);
        if (!last) return this.pass(drawing.at(x, y, 7 * drawing.view.ratio));
        fingers.set(event.pointerId, [x, y]);
        if (fingers.size === 2) {
          const [a, b] = [...fingers.values()], now = Math.hypot(a[0] - b[0], a[1] - b[1]);
          if (span) drawing.zoomBy(now / span, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
          span = now;
        } else if (press) {
          const slop = (event.pointerType === "touch" ? 8 : 4) * drawing.view.ratio;
          if (Math.hypot(x - press.at[0], y - press.at[1]) > slop) press.hasMoved = true;
          if (press.hasMoved) drawing.moveBy(x - last[0], y - last[1]);
        }
      });
      const lift = (event) => {
        if (!fingers.delete(event.pointerId)) return;
        const wasPress = press && !press.hasMoved && event.type === "pointerup" && event.button === 0;
        if (wasPress) this.click(...place(event), event);
        press = null;
        span = 0;
      };
      canvas.addEventListener("pointerup", lift);
      canvas.addEventListener("pointercancel", lift);
      canvas.addEventListener("pointerleave", () => { if (!fingers.size) this.pass(-1); });
      canvas.addEventListener("wheel", (event) => {
        event.preventDefault();
        drawing.zoomBy(Math.pow(1.0016, -event.deltaY * (event.deltaMode ? 24 : 1)), ...place(event));
      }, { passive: false });
    }

    pass(i) {
      this.canvas.classList.toggle("is-over", i >= 0);
      if (i === this.passing) return;
      this.passing = i;
      this.show();
    }

    /* A click opens; with Shift, and for the first tap of a finger, it keeps. */
    click(x, y, event) {
      const isTouch = event.pointerType === "touch";
      const i = this.drawing.at(x, y, (isTouch ? 16 : 7) * this.drawing.view.ratio);
      if (i < 0) this.letGo();
      else if (event.shiftKey || (isTouch && i !== this.kept)) this.keep(i);
      else this.open(i, event.ctrlKey || event.metaKey);
    }

    open(i, isApart = false) {
      const link = make("a", { href: this.graph.href[i], hidden: "" });
      if (isApart) link.target = "_blank";
      this.root.append(link); // a real link, so that the theme may handle it
      link.click();
      link.remove();
    }

    // Keys, while the drawing has the focus.

    press(event) {
      const { drawing } = this, step = 60 * drawing.view.ratio;
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      const current = this.passing >= 0 ? this.passing : this.kept;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (way && event.shiftKey) drawing.moveBy(-way[0] * step, -way[1] * step);
      else if (way) this.step(current, way);
      else if (event.key === "+" || event.key === "=") drawing.zoomBy(1.25);
      else if (event.key === "-") drawing.zoomBy(0.8);
      else if (event.key === "0") drawing.showAll();
      else if (event.key === " " && current >= 0) this.keep(current);
      else if (event.key === "Enter" && current >= 0) this.open(current);
      else return;
      event.preventDefault();
    }

    /* Go to the next record in a direction: near, and not far aside; at first to the most connected one in view. */
    step(current, [dx, dy]) {
      const { graph, drawing } = this;
      let best = -1, least = Infinity;
      if (current < 0) best = graph.byDegree.find((i) => graph.shown[i] && drawing.view.sees(i)) ?? -1;
      else {
        for (let i = 0; i < graph.count; i++) {
          const x = graph.x[i] - graph.x[current], y = graph.y[i] - graph.y[current];
          const ahead = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
          const cost = ahead + 2 * aside;
          if (graph.shown[i] && i !== current && ahead > 0 && aside <= ahead * 1.5 && cost < least) [best, least] = [i, cost];
        }
      }
      if (best < 0) return;
      if (this.kept >= 0) this.letGo();
      this.passing = best;
      this.show();
      this.say(`${graph.name[best]}, ${this.counted("link_count", graph.shownLinks(best).length)}`);
      const { view } = drawing, x = view.left(best), y = view.top(best), edge = 60 * view.ratio;
      if (x < edge || y < edge || x > view.width - edge || y > view.height - edge) drawing.show([best]);
    }

    // What is kept, and the way.

    keep(i, { isMoved = false } = {}) {
      this.kept = i;
      this.way = null;
      this.passing = -1;
      this.note();
      this.show();
      if (isMoved) this.drawing.show([i, ...this.graph.shownLinks(i).map((e) => this.graph.other(e, i))]);
      this.say("");
    }

    goFrom(start, end) {
      const links = start === end ? null : this.graph.path(start, end);
      this.kept = start;
      this.way = { end, links };
      this.passing = -1;
      this.note();
      this.show();
      this.drawing.show(this.nodesOf(this.way));
    }

    letGo() {
      this.kept = this.passing = -1;
      this.way = null;
      this.note();
      this.show();
      this.say("");
    }

    /* Give the nodes along a way, in its order; its two ends where there is none. */
    nodesOf({ end, links }) {
      if (!links) return [this.kept, end];
      const nodes = [this.kept];
      for (const e of links) nodes.push(this.graph.other(e, nodes.at(-1)));
      return nodes;
    }

    /* Note in the address what is kept, so that it can be shared. */
    note() {
      const { keys } = this.graph;
      const hash = this.kept < 0 ? "" : `#${encodeURI(keys[this.kept])}${this.way ? WAY + encodeURI(keys[this.way.end]) : ""}`;
      if (hash !== location.hash) history.replaceState(history.state, "", location.pathname + location.search + hash);
    }

    goTo(hash) {
      let wanted = hash.slice(1);
      try { wanted = decodeURIComponent(wanted); } catch { /* then as it stands */ }
      const [start, end] = wanted.split(WAY).map((key) => this.graph.numbers.get(key));
      if (start === undefined) return;
      if (end !== undefined) this.goFrom(start, end);
      else if (start !== this.kept || this.way) this.keep(start, { isMoved: true });
    }

    // What stands out, and the panel.

    show() {
      const { drawing, graph } = this;
      if (this.way && this.passing < 0) {
        drawing.stress({ centre: -1, nodes: this.nodesOf(this.way), links: this.way.links || [] });
      } else {
        const centre = this.kept >= 0 && !this.way ? this.kept : this.passing;
        const links = centre < 0 ? [] : graph.shownLinks(centre);
        const nodes = [...new Set([centre, ...links.map((e) => graph.other(e, centre))])];
        drawing.stress(centre < 0 ? null : { centre, nodes, links });
      }
      drawing.point(this.kept >= 0 && this.passing !== this.kept ? this.passing : -1);
      this.showPanel();
    }

    showPanel() {
      const { panel } = this, i = this.kept >= 0 ? this.kept : this.passing;
      const state = `${this.kept} ${i} ${this.way?.end} ${this.way?.links?.join()} ${JSON.stringify(Object.values(this.chosen).map((set) => [...set]))}`;
      if (state === this.panelState) return;
      this.panelState = state;
      this.root.classList.toggle("is-kept", this.kept >= 0);
      if (i < 0) return panel.replaceChildren(make("p", { class: "kb-x__hint" }, this.hint));
      panel.replaceChildren(...(this.way ? this.wayPanel() : this.recordPanel(i)));
      panel.scrollTop = 0;
    }

    recordPanel(i) {
      const { graph, words } = this, links = graph.shownLinks(i);
      const island = graph.island[i] === NONE ? "" : words.islands[graph.island[i]];
      const kind = words.kinds[graph.kind[i]];
      const parts = [
        make("p", { class: `kb-x__kind k-${words.colours[graph.kind[i]]}` }, island && island !== kind ? `${kind} · ${island}` : kind),
        make("h2", { class: "kb-x__title" }, this.linkTo(i, graph.name[i])),
      ];
      if (this.kept >= 0) parts.push(this.endFinder(), this.button(words.let_go, () => { this.letGo(); this.canvas.focus(); }));
      parts.push(make("p", { class: "kb-x__count" }, links.length ? this.counted("link_count", links.length) : words.no_links));
      const most = this.kept >= 0 ? MOST_IN_PANEL.kept : MOST_IN_PANEL.passing;
      for (const [label, others] of this.byRelation(i, links)) {
        const list = make("ul", {}, ...others.slice(0, most).map((other) => make("li", {}, this.linkTo(other))));
        if (others.length > most) {
          list.append(make("li", {}, make("a", { href: graph.href[i] }, fill(words.more_on_page, { count: format.format(others.length) }))));
        }
        parts.push(make("h3", { class: "kb-x__relation" }, label, " ", make("b", {}, format.format(others.length))), list);
      }
      return parts;
    }

    /* Give what a record is linked with, by what the link means from its side; the most connected first. */
    byRelation(i, links) {
      const { graph, words } = this, groups = new Map();
      for (const e of links.sort((a, b) => graph.strength(a) - graph.strength(b) || (graph.to[a] === i) - (graph.to[b] === i))) {
        const [forth, back] = words.relations[graph.relation[e]];
        const label = graph.from[e] === i ? forth : back;
        if (!groups.has(label)) groups.set(label, []);
        groups.get(label).push(graph.other(e, i));
      }
      for (const others of groups.values()) others.sort((a, b) => graph.degree[b] - graph.degree[a] || a - b);
      return groups;
    }

    wayPanel() {
      const { graph, words } = this, { end, links } = this.way, nodes = this.nodesOf(this.way);
      const isolated = (i) => `\u2068${graph.short[i]}\u2069`; // a name written from right to left must not turn the sentence round
      const ends = { a: isolated(this.kept), b: isolated(end) };
      const back = this.button(words.let_go, () => { this.keep(this.kept); this.panel.focus(); });
      if (!links) return [make("h2", { class: "kb-x__title" }, fill(words.no_path, ends)), back];
      const steps = nodes.map((i, at) => {
        const step = make("li", {}, this.linkTo(i, graph.name[i]));
        if (at) step.prepend(make("small", {}, this.relationOf(links[at - 1], nodes[at - 1])));
        return step;
      });
      return [
        make("p", { class: "kb-x__kind" }, this.counted("path_steps", links.length)),
        make("h2", { class: "kb-x__title" }, fill(words.path, ends)),
        back,
        make("ol", { class: "kb-x__way" }, ...steps),
      ];
    }

    relationOf(e, start) {
      const [forth, back] = this.words.relations[this.graph.relation[e]];
      return this.graph.from[e] === start ? forth : back;
    }

    endFinder() {
      const label = this.words.path_to;
      const input = make("input", {
        type: "search", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": "kb-x-ends",
        "aria-label": label, placeholder: label, autocomplete: "off", spellcheck: "false",
      }); // prettier-ignore
      const list = make("ul", { id: "kb-x-ends", role: "listbox", "aria-label": label, hidden: "" });
      new Finder(input, list, this, (end) => this.goFrom(this.kept, end));
      return make("div", { class: "kb-x__search kb-x__end" }, input, list);
    }

    button(label, act) {
      const button = make("button", { type: "button", class: "kb-x__let-go" }, label);
      button.addEventListener("click", act);
      return button;
    }

    /* Give a link to a record, which is shown on the map while it is pointed at or has the focus. */
    linkTo(i, words = this.graph.short[i]) {
      const link = make("a", { href: this.graph.href[i], class: `k-${this.words.colours[this.graph.kind[i]]}` }, this.mark(i), make("span", {}, words));
      if (this.graph.language[i]) link.lang = this.graph.language[i];
      if (words !== this.graph.name[i]) link.title = this.graph.name[i];
      for (const event of ["pointerenter", "focus"]) link.addEventListener(event, () => this.drawing.point(i));
      for (const event of ["pointerleave", "blur"]) link.addEventListener(event, () => this.drawing.point(-1));
      return link;
    }

    named(i) {
      const { graph, words } = this;
      const name = make("span", graph.language[i] ? { lang: graph.language[i] } : {}, graph.name[i]);
      return [this.mark(i), name, make("small", { class: `k-${words.colours[graph.kind[i]]}` }, words.kinds[graph.kind[i]])];
    }

    /* The mark of a record's kind is that of the kind's heading in the list. */
    mark(i) {
      const kind = this.graph.kind[i];
      this.marks ??= [];
      this.marks[kind] ??= this.root.querySelector(`[data-filter=kind] [data-value="${kind}"] svg`);
      const mark = this.marks[kind].cloneNode(true);
      mark.classList.add("kb-x__mark", `k-${this.words.colours[kind]}`);
      return mark;
    }

    counted(label, count) {
      return fill((count === 1 && this.words[`${label}_one`]) || this.words[label], { count: format.format(count) });
    }
  }

  const root = document.querySelector(".kb-x"), list = document.querySelector(".kb-list");
  if (root && list) {
    try {
      window.kbExplorer.current = new Explorer(root, list, window.kbGraph);
    } catch (error) {
      root.querySelector(".kb-x__status").textContent = JSON.parse(root.dataset.words).unavailable;
      throw error;
    }
  }
})();
