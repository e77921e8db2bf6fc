/* The find box of the home page: from a number, a name or a line of a log to the codes that are meant, most likely
   first. It asks nobody: `kb-find-data.js`, made with the site, calls `kbFind` with all that there is to find.

   Evidence for a record is a number of points. In their order: a line of a log that a code's pattern matches; a number
   beside the name of its family; a code that is a word, or another name; a number alone; words of a name; words of a
   text. What is best for a record counts, and is said beside it. */
(function () {
  "use strict";

  const MOST_TEXT = 8000, MOST_LINES = 40, MOST_WORDS = 400; // of what is pasted
  const LINE = 8; // from so many words on, a text is a line of a log, where words and small numbers say little
  const MOST_NAME = 16; // words that may still be a name
  const FIRST = 10, MOST = 60; // hits
  const SLICE = 8; // milliseconds that matching may hold the page
  const AROUND = 28; // characters shown on each side of a match
  const WORD = /[a-z0-9]+|(?:(?![a-z0-9])[\p{L}\p{N}])+/gu;
  const NUMBER = /^(?:0x0*[0-9a-f]{1,8}|\d{1,10})$/;
  const NUMBERED = /^(.*\S)\s+(0x[0-9a-f]+|\d+)$/; // `tls alert 40`
  const IN_NAME = /\((0x[0-9a-f]+|\d+)\)$/; // `Handshake Failure (40)`

  // Text as words, each with its place. A letter that is longer in lower case would move all places behind it.
  function lowered(text) {
    const lower = text.toLowerCase();
    return lower.length === text.length ? lower : text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
  }
  function words(text) {
    const found = [];
    for (const match of lowered(text).matchAll(WORD)) {
      found.push({ text: match[0], start: match.index, end: match.index + match[0].length });
      if (found.length === MOST_WORDS) break;
    }
    return found;
  }
  const phrase = (text) => words(text).map((word) => word.text).join(" ");
  const shape = (text) => text.replace(/\d+/g, "0").replace(/[a-z]+/gi, "a"); // `5.7.1` is `0.0.0`
  const push = (map, key, value) => (map.get(key) || map.set(key, []).get(key)).push(value);

  // What there is to find.

  function index(data) {
    const families = data.families.map(([id, name, others, classes, form]) => ({
      kind: "family", tone: "code", id, title: name, names: [...others, id], classes, code: "", preview: "", foreign: 0,
      url: "codes/" + encodeURIComponent(id) + "/index.html", form: form ? compiled("^(?:" + written(form, data.short) + ")$") : null,
      shapes: new Set(),
    }));
    const address = (folder, id) => folder + "/" + id.split("/").map(encodeURIComponent).join("/") + ".html";
    const codes = data.codes.map(([family, id, title, names, preview, foreign, code, place, patterns]) => ({
      kind: "code", tone: "code", id, title, names, preview, foreign, code, family: families[family],
      patterns: patterns.map(([source, reach, ...needs]) => ({ source, reach: reach || data.longest, needs })),
      label: families[family].classes[place] || "",
      url: address("codes", id),
    }));
    const others = data.others.map(([kind, id, title, names, preview, foreign]) => ({
      kind: "other", tone: data.kinds[kind][0], id, title, names, preview, foreign, code: "",
      label: data.kinds[kind][1], url: address(data.kinds[kind][2], id),
    }));
    const records = [...codes, ...families, ...others];
    const phrases = new Map(), values = new Map(), named = new Map(), contexts = new Map();
    const beginnings = new Set(); // of phrases, so that few are tried in vain
    const begins = (key) => {
      for (let at = key.indexOf(" "); at > 0; at = key.indexOf(" ", at + 1)) beginnings.add(key.slice(0, at));
    };
    const add = (text, record, sort, as) => {
      const key = phrase(text);
      if (!key) return;
      push(phrases, key, { record, sort, as });
      begins(key);
    };
    const names = (key, family) => {
      push(named, key, family);
      begins(key);
    };
    const value = (record, form) => push(values, Number(form), { record, form });
    records.forEach((record, order) => {
      record.order = order;
      record.words = " " + [record.title, ...record.names, record.code, record.id].map(phrase).join(" ");
      if (record.family) record.words += " " + [record.family.title, ...record.family.names].map(phrase).join(" ");
      for (const name of [record.title, ...record.names]) {
        const sort = name === record.title ? "name" : "also";
        add(name, record, sort, name);
        if (IN_NAME.test(name)) add(name.replace(IN_NAME, ""), record, sort, name);
      }
      if (record.kind === "family") {
        for (const name of [record.title, ...record.names]) names(phrase(name), record);
      }
      if (record.kind !== "code") return;
      const code = record.code.toLowerCase();
      record.family.shapes.add(shape(code));
      add(code, record, "code", record.code);
      if (/[_ -]/.test(code)) add(code.replace(/[_ -]/g, ""), record, "joined", record.code); // as in DeadlineExceeded
      // The forms in which a number stands for it: as its code, in its name, behind another name.
      const forms = new Set();
      if (NUMBER.test(code)) forms.add(code);
      for (const name of [record.title, ...record.names]) {
        const inside = IN_NAME.exec(name.toLowerCase()), behind = NUMBERED.exec(name.toLowerCase());
        if (inside) forms.add(inside[1]);
        if (behind) forms.add(behind[2]);
        if (behind) push(contexts, phrase(behind[1]), record.family); // `rcode`, before every code of DNS
      }
      forms.forEach((form) => value(record, form));
    });
    for (const [key, found] of contexts) {
      for (const family of new Set(found)) {
        if (found.filter((other) => other === family).length > 1 && !(named.get(key) || []).includes(family)) {
          names(key, family);
        }
      }
    }
    const logged = codes.filter((code) => code.patterns.length);
    return { data, records, families, logged, phrases, beginnings, values, named };
  }

  // A pattern in full: what most of them have in common is written as one character each.
  const written = (source, short) => source.replace(/[\ue000-\ue0ff]/g, (mark) => short[mark.charCodeAt(0) - 0xe000]);

  function compiled(source) {
    try {
      return new RegExp(source, "u");
    } catch {
      return null; // a browser too old for it, or too much of it
    }
  }

  // Finding.

  class Hits {
    constructor() {
      this.found = new Map();
    }
    add(record, points, why, fill, start, end) {
      const marks = start === undefined ? [] : [[start, end]];
      const before = this.found.get(record);
      if (!before) {
        this.found.set(record, { record, points, why, fill, marks, more: 0 });
      } else if (points > before.points) {
        Object.assign(before, { points, why, fill, marks: [...marks, ...before.marks], more: before.more + 1 });
      } else {
        before.marks.push(...marks);
        before.more += 1;
      }
    }
    has(record) {
      return this.found.has(record);
    }
    get size() {
      return this.found.size;
    }
    best() {
      const rank = (hit) => hit.points + Math.min(hit.more, 3) * 8;
      return [...this.found.values()].sort((a, b) => rank(b) - rank(a) || a.record.order - b.record.order);
    }
  }

  function read(text, longest) {
    text = text.slice(0, MOST_TEXT);
    const lines = [];
    let start = 0;
    for (const part of text.split("\n")) {
      const line = part.replace(/\r$/, "").slice(0, longest);
      if (line.trim() && lines.length < MOST_LINES) {
        lines.push({ start, text: line, lower: lowered(line), words: words(line) });
      }
      start += part.length + 1;
    }
    const count = lines.reduce((sum, line) => sum + line.words.length, 0);
    return { text, lines, count, isLine: lines.length > 1 || count >= LINE };
  }

  // A number is no code where it is a piece of a longer one: of an address, a version, a time.
  function isWhole(line, start, end) {
    return !/\d[.:]$|[.,]\d*$|\p{L}$/u.test(line.lower.slice(Math.max(0, start - 3), start)) &&
      !/^(?:[.:]\d|\p{L}|%)/u.test(line.lower.slice(end, end + 2).replace(/^[\uac00-\ud7a3].*/u, ""));
  }

  // Every run of words of a line that may be known by a name: `use` gets it, its first and its last word.
  function eachRun(known, line, use) {
    for (let first = 0; first < line.words.length; first++) {
      let key = "";
      for (let last = first; last < line.words.length; last++) {
        key += (key && " ") + line.words[last].text;
        use(key, first, last);
        if (!known.beginnings.has(key)) break;
      }
    }
  }

  // The families that a line names, and where.
  function mentions(known, line) {
    const found = [];
    eachRun(known, line, (key, first, last) => {
      for (const family of known.named.get(key) || []) found.push({ family, first, last });
    });
    for (const one of found) {
      one.isInner = found.some((other) => other !== one && other.first <= one.first && other.last > one.last);
    }
    return found;
  }

  // Whether a number is only part of the name of a family: the 2 of `HTTP/2`.
  const isNamed = (found, first, last) => found.some((one) => one.first <= first && last <= one.last && one.first < one.last);

  // What the name of a number's family is worth, the nearer the more; one that is part of a longer name, less.
  function nearness(found, family, first, last) {
    let best = 0;
    for (const one of found) {
      if (one.family !== family) continue;
      const gap = one.last < first ? first - one.last - 1 : one.first > last ? one.first - last - 1 : 0;
      const points = (gap === 0 ? 330 : gap <= 4 ? 270 : 130) - (one.isInner ? 40 : 0);
      best = Math.max(best, points);
    }
    return best;
  }

  function byPhrases(known, query, hits) {
    for (const line of query.lines) {
      const found = mentions(known, line), runs = new Map(); // of records: where their codes and names are
      eachRun(known, line, (key, first, last) => {
        const entries = known.phrases.get(key) || [];
        if (!entries.length) return;
        const { start } = line.words[first], { end } = line.words[last];
        const place = {
          start, end, written: line.text.slice(start, end), count: last - first + 1,
          isAll: query.lines.length === 1 && first === 0 && last === line.words.length - 1,
          isWhole: isWhole(line, start, end) && !isNamed(found, first, last),
        };
        for (const entry of entries) {
          const { family } = entry.record;
          const near = family ? nearness(found, family, first, last) : 0;
          place.isRest = place.isWhole && family && query.lines.length === 1 && isRest(found, family, first, last, line);
          const points = worth(entry, place, query, near);
          const why = near >= 200 && entry.sort === "code" ? "named" : WHY[entry.sort];
          const fill = { number: place.written, family: family && family.title, name: entry.as };
          if (points) {
            hits.add(entry.record, points, why, fill, line.start + start, line.start + end);
            push(runs, entry.record, [first, last]);
          }
        }
      });
      if (query.lines.length === 1) {
        for (const [record, own] of runs) {
          if (own.length > 1 && isTogether(own, line.words.length)) hits.add(record, 1300, "name", {});
        }
      }
      line.words.forEach((_, at) => byValue(known, query, hits, line, found, at));
    }
  }

  // Whether a family's name and a run of words are all that a line says.
  const isRest = (found, family, first, last, line) => found.some((one) =>
    one.family === family && (one.last < first || one.first > last) &&
    one.last - one.first + last - first + 2 === line.words.length);

  // Whether two of some runs are all the words of a line: a code and its name.
  const isTogether = (runs, count) => runs.some(([first, last]) => first === 0 &&
    runs.some((other) => other[0] === last + 1 && other[1] === count - 1));

  const WHY = { code: "number", joined: "number", also: "also", name: "name" };

  function worth(entry, place, query, near) {
    const { record, sort, as } = entry;
    if (record.kind !== "code") return place.isAll ? (record.kind === "family" ? 900 : sort === "name" ? 790 : 780) : 0;
    const isWritten = place.written.toLowerCase() === as.toLowerCase();
    if (sort === "code" && place.isAll && place.count > 1 && isWritten) return 1480; // `3/3` is not twice the number 3
    if (place.isRest && (sort !== "code" || isWritten)) {
      return 1400 + 180 * (sort === "code") + 20 * (sort === "name");
    }
    if (sort === "code" && /^[\d.]+$|^0x/i.test(as)) {
      if (!isWritten || !place.isWhole) return 0;
      if (query.isLine && as.length < 3 && near < 300) return 0;
      return 500 + near + (as.length > 3 ? 60 : 0);
    }
    if (sort === "code" || sort === "joined") {
      const isSame = place.written === as, isLike = sort === "joined" || isWritten;
      if (place.isAll) return isSame ? 920 : isLike ? 900 : 850;
      if (isSame) return 700 + 0.6 * near + 4 * place.count;
      if (place.count > 1 || as.length > 11) return (isLike ? 640 : 480) + 0.6 * near;
      return query.isLine ? 0 : 430 + 0.6 * near; // `unavailable` may be just a word
    }
    if (sort === "also") {
      if (place.isAll) return place.count > 2 ? 1460 + 130 * isWritten : 860;
      if (place.count > 1) return place.isWhole ? 680 + 5 * place.count + near / 5 : 0;
      return place.written === as ? 600 : query.isLine ? 0 : 500;
    }
    if (place.isAll) return place.count > 2 ? 1470 + 100 * isWritten : 870;
    if (place.count > 1) return 440 + 20 * place.count + near / 5;
    return query.isLine ? 0 : 420 + near / 5;
  }

  // A number that stands for a code, though it is not how the code is written: 40 for `handshake_failure`.
  function byValue(known, query, hits, line, found, at) {
    const { text, start, end } = line.words[at];
    if (!NUMBER.test(text) || !isWhole(line, start, end) || isNamed(found, at, at)) return;
    for (const { record, form } of known.values.get(Number(text)) || []) {
      const near = nearness(found, record.family, at, at);
      if (query.isLine && near < 290) continue;
      const isAlike = form.startsWith("0x") === text.startsWith("0x");
      const fill = { number: line.text.slice(start, end), family: record.family.title, form };
      const points = (isAlike ? 400 : 320) + near;
      hits.add(record, points, near >= 200 ? "named" : "value", fill, line.start + start, line.start + end);
    }
  }

  // All words of the query, as beginnings of words; in scripts whose words grow together, anywhere.
  const holds = (haystack, word) => haystack.includes(/^[a-z0-9]/.test(word) ? " " + word : word);

  function byWords(known, query, hits) {
    if (query.lines.length > 1 || (query.isLine && (hits.size || query.count > MOST_NAME))) return;
    const wanted = query.lines[0].words.map((word) => word.text);
    if (!wanted.length) return;
    const size = wanted.join("").length, whole = wanted.join(" ");
    const points = (record, base) => {
      const title = (record.shortest = record.shortest || phrase(record.title));
      return base + 60 * title.startsWith(whole) + 70 * Math.min(1, size / (title.length || 1)) -
        (record.kind === "other" ? 60 : 0);
    };
    for (const record of known.records) {
      if (wanted.every((word) => holds(record.words, word))) hits.add(record, points(record, 300), "words", {});
    }
    if (hits.size < FIRST) {
      for (const record of known.records) {
        if (!record.preview || hits.has(record)) continue;
        const all = (record.text = record.text || record.words + " " + phrase(record.preview));
        if (wanted.every((word) => holds(all, word))) hits.add(record, points(record, 120), "text", {});
      }
    }
  }

  // Where there is no code: families that are named, and those whose codes have the form of what is asked for.
  function byForm(known, query, hits) {
    if (query.isLine || [...hits.found.keys()].some((record) => record.kind === "code")) return;
    for (const line of query.lines) {
      const found = mentions(known, line);
      for (const { family } of found) hits.add(family, 430, "name", {});
      for (const part of line.text.matchAll(/[^\s[\]()"',;=]{1,40}/g)) {
        if (!/\d/.test(part[0])) continue;
        for (const family of known.families) {
          if (!family.form || !family.shapes.has(shape(part[0])) || !family.form.test(part[0])) continue;
          const near = found.some((one) => one.family === family) ? 220 : 0;
          const start = line.start + part.index;
          hits.add(family, 250 + near, "forms", { number: part[0], family: family.title }, start, start + part[0].length);
        }
      }
    }
  }

  // Patterns, one after the other: it yields now and then, so that the page can breathe.
  function* byPatterns(known, query, hits) {
    let count = 0;
    for (const line of query.lines) {
      if (query.count < 2 && line.text.length < 5) continue;
      const found = mentions(known, line);
      const named = new Set(found.map((one) => one.family));
      for (const code of known.logged) {
        for (const pattern of code.patterns) {
          if (++count % 256 === 0) yield;
          if (pattern.needs.length && !pattern.needs.some((need) => line.lower.includes(need))) continue;
          if (line.text.length > pattern.reach) continue;
          if (pattern.regex === undefined) pattern.regex = compiled(written(pattern.source, known.data.short));
          const match = pattern.regex && pattern.regex.exec(line.text);
          yield;
          if (!match || !match[0]) continue;
          const size = match[0].trim().length;
          const points = (size > 3 ? 1000 : 550) + 4 * Math.min(80, size) + (named.has(code.family) ? 30 : 0);
          const start = line.start + match.index;
          hits.add(code, points, "line", {}, start, start + match[0].length);
        }
      }
    }
  }

  // Everything but the patterns at once; those as far as they are asked for.
  function begin(known, text) {
    const query = read(text, known.data.longest), hits = new Hits();
    if (query.count) {
      byPhrases(known, query, hits);
      byWords(known, query, hits);
    }
    return { query, hits, steps: byPatterns(known, query, hits), close: () => byForm(known, query, hits) };
  }

  // The page.

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  const filled = (label, fill) => label.replace(/\{(\w+)\}/g, (_, name) => (name in fill ? fill[name] : ""));

  function mount(data, known) {
    const root = document.querySelector(".kb-find");
    if (!root) return;
    const labels = data.labels;
    const box = root.querySelector("textarea"), status = root.querySelector(".kb-find__status");
    const list = root.querySelector("ol"), clear = root.querySelector(".kb-find__clear");
    const foot = root.querySelector(".kb-find__foot"), page = root.parentElement;
    let run = 0, shown = FIRST, last = null, timer = 0, saying = 0;

    function excerpt(query, hit) {
      const [start, end] = hit.marks[0] || [];
      if (start === undefined || query.text.length < 40) return null;
      const before = query.text.slice(0, start), after = query.text.slice(end);
      const left = before.slice(before.lastIndexOf("\n") + 1), right = after.split("\n", 1)[0];
      const made = element("span", "kb-hit__line");
      made.append(
        (left.length > AROUND ? "…" : "") + left.slice(-AROUND).trimStart(),
        element("mark", "", query.text.slice(start, Math.min(end, start + 120))),
        right.slice(0, AROUND).trimEnd() + (right.length > AROUND ? "…" : "")
      );
      return made;
    }

    function item(query, hit) {
      const { record } = hit, made = element("li"), link = element("a", "kb-hit k-" + record.tone);
      link.href = record.url;
      const head = element("span", "kb-hit__head"), title = element("span", "kb-hit__title", record.title);
      if (record.foreign & 1) title.lang = data.language;
      if (record.code) {
        const short = element("b", "", record.family.title + " ");
        short.append(element("code", "", record.code));
        head.append(short, " ");
      }
      head.append(title, " ", element("small", "", record.label || ""));
      link.append(head, " ", element("small", "kb-hit__why", filled(labels["why_" + hit.why] || labels[hit.why], hit.fill)));
      const line = excerpt(query, hit);
      if (line) link.append(line);
      if (record.preview) {
        const preview = element("span", "kb-hit__text", record.preview);
        if (record.foreign & 2) preview.lang = data.language;
        link.append(preview);
      }
      made.append(link);
      return made;
    }

    function render(isDone) {
      const best = last.hits.best(), some = best.slice(0, shown);
      const at = [...list.querySelectorAll("a")].indexOf(document.activeElement);
      list.replaceChildren(...some.map((hit) => item(last.query, hit)));
      if (at >= 0) (list.querySelectorAll("a")[at] || box).focus();
      foot.replaceChildren();
      if (best.length > shown) {
        const more = element("button", "kb-find__more", filled(labels.found_more, { count: Math.min(best.length, MOST) - shown }));
        more.type = "button";
        more.addEventListener("click", () => {
          const next = shown;
          shown = MOST;
          render(true);
          list.querySelectorAll("a")[next].focus();
        });
        foot.append(more);
      }
      const wanted = last.query.text.replace(/\s+/g, " ").trim();
      if (isDone && wanted.length <= 120 && document.querySelector(".md-search__input")) foot.append(elsewhere(wanted));
      say(!isDone ? labels.searching : counted(best.length), best.length === 0 && isDone);
    }

    function counted(count) {
      if (!count) return labels.found_none;
      return filled(count === 1 ? labels.found_one : labels.found, { count: Math.min(count, MOST) });
    }

    // What is said is seen at once, and spoken when the reader pauses.
    function say(text, isNothing) {
      status.classList.toggle("kb-find__status--none", isNothing);
      clearTimeout(saying);
      saying = setTimeout(() => {
        status.replaceChildren(text);
        if (isNothing) status.append(element("small", "", labels.found_hint));
      }, isNothing || status.textContent ? 120 : 0);
    }

    // The theme's search, with the same words: for what stands in texts.
    function elsewhere(wanted) {
      const button = element("button", "kb-find__elsewhere", filled(labels.found_search, { words: wanted }));
      button.type = "button";
      button.addEventListener("click", () => {
        const field = document.querySelector(".md-search__input");
        const toggle = document.querySelector("#__search");
        if (toggle && !toggle.checked) toggle.click();
        field.value = wanted;
        field.focus();
        field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
      });
      return button;
    }

    function search() {
      const text = box.value, mine = ++run;
      const isBusy = Boolean(text.trim());
      clear.hidden = !isBusy;
      page.classList.toggle("kb-finding", isBusy);
      root.classList.toggle("kb-find--long", text.length > 80 || text.includes("\n"));
      clearTimeout(timer);
      timer = setTimeout(remember, 300);
      grow();
      if (!isBusy) {
        last = null;
        list.replaceChildren();
        foot.replaceChildren();
        clearTimeout(saying);
        status.replaceChildren();
        return;
      }
      shown = FIRST;
      last = begin(known(), text);
      const current = last;
      const go = () => {
        if (mine !== run) return;
        const end = performance.now() + SLICE;
        for (;;) {
          if (current.steps.next().done) {
            current.close();
            render(true);
            return;
          }
          if (performance.now() > end) break;
        }
        render(false);
        setTimeout(go, 0);
      };
      go();
    }

    // The query goes behind the `#` of the address: there it can be linked, and no server is told of it.
    function remember() {
      const text = box.value.trim();
      try {
        history.replaceState(history.state, "", text ? "#q=" + encodeURIComponent(text) : location.pathname + location.search);
      } catch {
        // where the browser does not let pages of folders do this, the address stays
      }
    }
    function recall() {
      const match = /^#q=(.*)/s.exec(location.hash);
      if (!match) return false;
      try {
        box.value = decodeURIComponent(match[1].replace(/\+/g, " "));
      } catch {
        return false;
      }
      search();
      return true;
    }

    function grow() {
      box.style.setProperty("height", "auto");
      box.style.setProperty("height", box.scrollHeight + "px");
    }

    function move(step) {
      const stops = [box, ...list.querySelectorAll("a"), ...foot.querySelectorAll("button")];
      const at = stops.indexOf(document.activeElement);
      const next = stops[at + step];
      if (at < 0 || !next) return false;
      next.focus();
      return true;
    }

    function empty() {
      box.value = "";
      search();
      box.focus();
    }

    box.addEventListener("input", search);
    clear.addEventListener("click", empty);
    root.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const isBox = event.target === box;
      const lines = box.value.includes("\n");
      if (event.key === "Escape") {
        if (box.value) empty();
        else box.blur();
      } else if (event.key === "ArrowDown" && !(isBox && lines && box.selectionEnd < box.value.length)) {
        if (!move(1)) return;
      } else if (event.key === "ArrowUp" && !isBox) {
        if (!move(-1)) return;
      } else if (event.key === "Enter" && isBox && !event.shiftKey) {
        clearTimeout(timer);
        remember();
        const first = list.querySelector("a");
        if (first) first.click();
      } else if (event.key.length === 1 && event.target.matches(".kb-hit") && event.key !== " ") {
        box.focus(); // typing goes on where it was
        event.stopPropagation();
        return;
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation(); // the theme has plans for some of these keys
    });
    list.addEventListener("click", () => {
      clearTimeout(timer);
      remember();
    });
    root.querySelectorAll("[data-find]").forEach((button) => {
      button.addEventListener("click", () => {
        box.value = button.dataset.find;
        search();
        box.focus();
      });
    });

    // From anywhere on the page: `/`, and what is pasted.
    const isFree = () => {
      const at = document.activeElement;
      const toggle = document.querySelector("#__search");
      return !(at && (/^(?:INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable)) && !(toggle && toggle.checked);
    };
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !isFree()) return;
      event.preventDefault();
      event.stopPropagation();
      box.focus();
      box.select();
    }, true);
    document.addEventListener("paste", (event) => {
      const text = event.clipboardData && event.clipboardData.getData("text");
      if (!text || !isFree()) return;
      event.preventDefault();
      box.value = text.slice(0, MOST_TEXT);
      box.focus();
      search();
    });
    window.addEventListener("hashchange", recall);

    if (!recall() && box.value) search(); // what was typed before this was ready
    if (!location.hash && matchMedia("(hover: hover) and (pointer: fine)").matches && isFree()) {
      box.focus({ preventScroll: true });
    }
  }

  window.kbFind = function (data) {
    let made = null;
    const known = () => (made = made || index(data));
    /* Gives everything that a text leads to, best first: for the console, and for tests. */
    window.kbFind.search = function (text) {
      const run = begin(known(), text);
      while (!run.steps.next().done);
      run.close();
      return run.hits.best().map(({ record, points, why }) => ({ kind: record.kind, id: record.id, points, why }));
    };
    mount(data, known);
    (window.requestIdleCallback || setTimeout)(known);
  };
})();
