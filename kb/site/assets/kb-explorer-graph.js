/* The map of everything, part 1: the graph. It is read from the data file (described in kb/site/data/explorer.py) and,
   for names and addresses in the page's language, from the page's own list. No drawing, no page. */
(() => {
  "use strict";

  const NONE = 0xffff;
  const CELL = 40; // the grid by which the record under a pointer is found

  function bytes(base64) {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  }

  function shorts(base64, Type) {
    const view = new DataView(bytes(base64).buffer);
    const get = Type === Int16Array ? "getInt16" : "getUint16";
    return Type.from({ length: view.byteLength / 2 }, (_, i) => view[get](2 * i, true));
  }

  class Graph {
    constructor(data, list) {
      this.kinds = data.kinds;
      this.relations = data.relations;
      this.languages = data.languages;
      this.count = data.ids.length;
      this.linkCount = data.count;
      this.kind = shorts(data.kind, Uint16Array);
      this.keys = data.ids.map((id, i) => `${data.kinds[this.kind[i]]}:${id}`);
      this.numbers = new Map(this.keys.map((key, i) => [key, i]));
      this.island = shorts(data.island, Uint16Array);
      const places = shorts(data.places, Int16Array);
      this.x = Float32Array.from({ length: this.count }, (_, i) => places[2 * i] / data.scale);
      this.y = Float32Array.from({ length: this.count }, (_, i) => places[2 * i + 1] / data.scale);
      this.translated = data.translated.map(bytes);
      this.readLinks(bytes(data.links));
      this.readNames(list);
      this.layGrid();
      this.shown = new Uint8Array(this.count).fill(1);
      this.linkShown = new Uint8Array(this.linkCount).fill(1);
    }

    /* Link `e` leads from `from[e]` to `to[e]`. The links of node `i` are `links[first[i] .. first[i + 1]]`. */
    readLinks(packed) {
      const sorts = 2 * this.relations.length;
      let at = 0;
      const number = () => {
        let value = 0, factor = 1, byte;
        do {
          byte = packed[at++];
          value += (byte & 127) * factor;
          factor *= 128;
        } while (byte & 128);
        return value;
      };
      this.from = new Uint32Array(this.linkCount);
      this.to = new Uint32Array(this.linkCount);
      this.relation = new Uint16Array(this.linkCount);
      this.degree = new Uint32Array(this.count);
      for (let i = 0, e = 0; i < this.count; i++) {
        for (let left = number(), other = i; left > 0; left--, e++) {
          const step = number(), sort = step % sorts;
          other += (step - sort) / sorts;
          [this.from[e], this.to[e]] = sort & 1 ? [other, i] : [i, other];
          this.relation[e] = sort >> 1;
          this.degree[i]++;
          this.degree[other]++;
        }
      }
      this.first = new Uint32Array(this.count + 1);
      for (let i = 0; i < this.count; i++) this.first[i + 1] = this.first[i] + this.degree[i];
      const next = this.first.slice();
      this.links = new Uint32Array(2 * this.linkCount);
      for (let e = 0; e < this.linkCount; e++) {
        this.links[next[this.from[e]]++] = e;
        this.links[next[this.to[e]]++] = e;
      }
      this.radius = Float32Array.from(this.degree, (degree) => 2.2 + 0.55 * Math.sqrt(degree));
      this.byDegree = Uint32Array.from(this.degree.keys()).sort((a, b) => this.degree[b] - this.degree[a] || a - b);
    }

    /* A code's name has two parts, its number and its words; of all others the short name is all there is. */
    readNames(list) {
      this.short = new Array(this.count).fill("");
      this.name = new Array(this.count).fill("");
      this.href = new Array(this.count).fill("");
      this.language = new Array(this.count).fill("");
      for (const link of list.querySelectorAll("a[data-n]")) {
        const i = Number(link.dataset.n);
        this.name[i] = link.textContent;
        this.short[i] = link.firstElementChild.textContent;
        this.href[i] = link.getAttribute("href");
        this.language[i] = link.lastElementChild.lang;
      }
      this.words = this.name.map((name, i) => `${name} ${this.keys[i]}`.toLowerCase());
    }

    layGrid() {
      const least = (numbers) => numbers.reduce((a, b) => Math.min(a, b), Infinity);
      const most = (numbers) => numbers.reduce((a, b) => Math.max(a, b), -Infinity);
      const empty = this.count === 0;
      this.box = empty
        ? { left: -1, right: 1, top: -1, bottom: 1 }
        : { left: least(this.x), right: most(this.x), top: least(this.y), bottom: most(this.y) };
      this.columns = Math.floor((this.box.right - this.box.left) / CELL) + 1;
      this.rows = Math.floor((this.box.bottom - this.box.top) / CELL) + 1;
      this.cells = Array.from({ length: this.columns * this.rows }, () => []);
      for (let i = 0; i < this.count; i++) {
        this.cells[this.row(this.y[i]) * this.columns + this.column(this.x[i])].push(i);
      }
    }

    column(x) {
      return Math.max(0, Math.min(this.columns - 1, Math.floor((x - this.box.left) / CELL)));
    }

    row(y) {
      return Math.max(0, Math.min(this.rows - 1, Math.floor((y - this.box.top) / CELL)));
    }

    /* Give the shown node whose rim is nearest to a place, and no further than `reach`; -1 if there is none. */
    at(x, y, reach, radius) {
      let best = -1, distance = reach;
      const far = reach + 20;
      for (let row = this.row(y - far); row <= this.row(y + far); row++) {
        for (let column = this.column(x - far); column <= this.column(x + far); column++) {
          for (const i of this.cells[row * this.columns + column]) {
            const gap = Math.hypot(this.x[i] - x, this.y[i] - y) - radius(i);
            if (this.shown[i] && gap < distance) [best, distance] = [i, gap];
          }
        }
      }
      return best;
    }

    other(e, i) {
      return this.from[e] === i ? this.to[e] : this.from[e];
    }

    shownLinks(i) {
      return Array.from(this.links.subarray(this.first[i], this.first[i + 1])).filter((e) => this.linkShown[e]);
    }

    /* Give the nodes whose name has all the words: codes of that number first, then names that begin with the words, then
       the others; of each sort the most connected first. */
    search(text, most) {
      const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
      if (!wanted.length) return [];
      const exact = [], begins = [], others = [];
      const whole = wanted.join(" ");
      for (const i of this.byDegree) {
        if (!this.shown[i] || !wanted.every((word) => this.words[i].includes(word))) continue;
        const short = this.short[i].toLowerCase();
        const isExact = short === whole || short.endsWith(` ${whole}`);
        (isExact ? exact : this.words[i].startsWith(whole) ? begins : others).push(i);
      }
      return [...exact, ...begins, ...others].slice(0, most);
    }

    /* Give the shortest way from one node to another over what is shown, as its links; null if there is none. Of ways
       of one length the one that follows the stronger relations is found first. */
    path(start, end) {
      const came = new Map([[start, -1]]);
      let front = [start];
      while (front.length && !came.has(end)) {
        const next = [];
        for (const i of front) {
          for (const e of this.shownLinks(i).sort((a, b) => this.strength(a) - this.strength(b))) {
            const other = this.other(e, i);
            if (!came.has(other)) {
              came.set(other, e);
              next.push(other);
            }
          }
        }
        front = next;
      }
      if (!came.has(end)) return null;
      const links = [];
      for (let i = end; i !== start; i = this.other(came.get(i), i)) links.unshift(came.get(i));
      return links;
    }

    /* A declared relation tells more than a mention in a text. */
    strength(e) {
      return this.relations[this.relation[e]] === "mention" ? this.relations.length : this.relation[e];
    }

    isTranslated(i, language) {
      return (this.translated[language][i >> 3] >> (i & 7)) & 1;
    }

    /* Show what is chosen. Each argument is a set of numbers; an empty one chooses all. Of a family are its codes, and
       what is linked with one of them; a translation is twice its language, plus one for those that lack it. */
    choose({ kind, family, relation, translation }) {
      const isOf = (i) => family.has(this.island[i]);
      const belongs = (i) => {
        if (!family.size || isOf(i)) return true;
        if (this.kinds[this.kind[i]] === "code") return false;
        for (let at = this.first[i]; at < this.first[i + 1]; at++) {
          const other = this.other(this.links[at], i);
          if (this.kinds[this.kind[other]] === "code" && isOf(other)) return true;
        }
        return false;
      };
      const speaks = (i) =>
        !translation.size || [...translation].some((one) => this.isTranslated(i, one >> 1) !== (one & 1));
      for (let i = 0; i < this.count; i++) {
        this.shown[i] = (!kind.size || kind.has(this.kind[i])) && speaks(i) && belongs(i) ? 1 : 0;
      }
      for (let e = 0; e < this.linkCount; e++) {
        const isChosen = !relation.size || relation.has(this.relation[e]);
        this.linkShown[e] = isChosen && this.shown[this.from[e]] && this.shown[this.to[e]] ? 1 : 0;
      }
    }
  }

  window.kbExplorer = { Graph, NONE };
})();
