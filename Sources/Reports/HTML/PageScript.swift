/// The script of a page. Without it the page is whole; with it figures answer and zoom, groups are filtered, tables sort,
/// and all can be saved.
enum PageScript {
  /// The script, made small.
  static let source = ScriptCompactor(shortening: names).compact(
    ([opening, filters] + figures + [tables, closing]).joined(separator: "\n"))

  /// Names of our own in the script that no property of the browser has, those first that take the most room.
  private static let names = """
    node amount event start points svg factor from zoom data view text axis box point side high isText
    until areas panelAt slug extent step panel kind actions keys isFollowing make low isWhole other
    query attributes stretch head options picked canvas ticked at plot knob draw restore factors valueAt
    beneath fresh shell copy all zoomBy series chosen isMark column share link brush root themeName
    found context chip tip put hide room remember spacings resolved cell to where pieces across whole
    spotOf day isTail beside names row total centre turn seek shareOf list ordered written cross isOff
    label frame shown views zooms below heads apart boxOf aside index reset spot middle acts isSeen show
    wide part follow isDark same best status scroll save zoomable isLinked prepare changed moves sides
    dim tools minus ticks range rough ten clips painted entry answers least section file line first
    shares number it parent anchor word half near down kept now ratio watch act props tag was apply
    links what end fit far csv iso zero rest axes blob up xs ys png url sx sy
    """.split { " \n".contains($0) }.map(String.init)

  /// What all parts use.
  private static let opening = #"""
    (() => {
      const { abs, min, max, log10, ceil } = Math, root = document.documentElement, all = (query, from = document) => [...from.querySelectorAll(query)], [tools] = all("#tools");
      const make = (tag, props = {}, ...children) => { const node = Object.assign(document.createElement(tag), props); node.append(...children); return node; };
      const knob = (text, act) => make("button", { type: "button", onclick: act }, text);
      const put = (node, attributes) => { Object.entries(attributes).forEach(([key, it]) => it === null ? node.removeAttribute(key) : node.setAttribute(key, it)); return node; };
      const on = (node, acts) => Object.entries(acts).forEach(([kind, act]) => node.addEventListener(kind, act));
      const save = (content, type, file) => { make("a", { href: URL.createObjectURL(new Blob([content], { type })), download: file }).click(); };
      const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      const themeName = () => isDark() ? "Light theme" : "Dark theme";
      tools.append(knob(themeName(), event => { root.dataset.theme = isDark() ? "light" : "dark"; event.target.textContent = themeName(); }));
      // Text that a spreadsheet would run as a formula gets an apostrophe.
      const csv = rows => rows.map(row => row.map(amount => { let text = String(amount).trim(); if (/^[=+@\t\r-]/.test(text) && !/^-?[\d.]+$/.test(text)) text = "'" + text; return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text; }).join(",")).join("\r\n") + "\r\n";
    """#

  /// Groups of calls are shown or hidden everywhere, and what is shown is in the address; nothing is computed anew.
  private static let filters = #"""
      const factors = JSON.parse(document.body.dataset.groups || "[]"), chosen = new Map(), views = new Map(), zooms = new Map(), status = make("p", { role: "status" });
      const total = new Set(factors.flatMap(([, options]) => options.flatMap(([, keys]) => keys)));
      let place = "", isFollowing = false;
      const remember = () => {
        if (isFollowing) return;
        const query = [...chosen].filter(([, set]) => set.size).map(([factor, set]) => encodeURIComponent(factor) + "=" + [...set].map(encodeURIComponent).join(",")).concat([...views.values()].flat());
        place = location.hash.slice(1).split("?")[0];
        if (query.length || location.hash.includes("?")) history.replaceState(null, "", "#" + place + (query.length ? "?" + query.join("&") : ""));
      };
      const apply = () => {
        const shown = new Set([...total].filter(key => factors.every(([factor, options]) => { const ticked = chosen.get(factor); return !ticked?.size || options.some(([it, keys]) => ticked.has(it) && keys.includes(key)); })));
        all("[data-k]").forEach(node => { const keys = node.dataset.k.split(" ").filter(key => total.has(key)); node.classList.toggle("off", keys.length > 0 && !keys.some(key => shown.has(key))); });
        status.textContent = shown.size === total.size ? "" : `${shown.size} of ${total.size} groups shown. Findings and captions are for all data.`;
        remember();
      };
      if (factors.length) {
        const box = make("details", { className: "filters" }, make("summary", {}, "Filter groups"));
        factors.forEach(([factor, options]) => {
          chosen.set(factor, new Set());
          box.append(make("fieldset", {}, make("legend", {}, factor), ...options.map(([amount]) => {
            const chip = knob(amount, () => { const ticked = chosen.get(factor); ticked.delete(amount) || ticked.add(amount); chip.ariaPressed = ticked.has(amount); apply(); });
            return put(chip, { "aria-pressed": false, "data-f": factor + "=" + amount });
          })));
        });
        box.append(status); tools.append(box);
      }
      const follow = () => {
        const [to, query] = location.hash.slice(1).split("?");
        if (!query) return;
        isFollowing = true;
        query.split("&").forEach(part => {
          try {
            const [factor, list = ""] = part.split("=").map(text => text || ""), zoom = zooms.get(factor.slice(2));
            if (/^[xy]\./.test(factor) && zoom) { zoom(factor[0], list.split(",").map(Number)); return; }
            list.split(",").forEach(it => all("[data-f][aria-pressed=false]").filter(chip => chip.dataset.f === decodeURIComponent(factor + "=" + it)).forEach(chip => { chip.click(); chip.closest("details").open = true; }));
          } catch { }
        });
        isFollowing = false;
        document.getElementById(to)?.scrollIntoView();
      };
      // The series that a reader picked stand out in every figure.
      let picked = null;
      const dim = (keys, from = document) => all("g.data[data-k],g.band[data-k]", from).forEach(node => node.classList.toggle("dim", !!keys && !node.dataset.k.split(" ").some(key => keys.includes(key))));
    """#

  private static let tables = #"""
      all("table").forEach(table => {
        const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
        let start = 0;
        heads.forEach(head => {
          const column = start; start += head.colSpan;
          const sort = knob(head.textContent, () => {
            const down = head.ariaSort === "ascending";
            heads.forEach(other => { other.ariaSort = null; });
            head.ariaSort = down ? "descending" : "ascending";
            const isText = head.className === "name", of = row => { const cell = row.cells[column]; return isText ? cell.textContent : +(cell.dataset.value ?? Infinity); };
            const ordered = [...body.rows].sort((a, b) => { const x = of(a), y = of(b); return isText ? x.localeCompare(y, undefined, { numeric: true }) : (x > y) - (x < y); });
            body.append(...(down ? ordered.reverse() : ordered));
          });
          head.replaceChildren(sort);
        });
        const names = () => heads.flatMap(head => head.colSpan > 1 ? [head.textContent, head.textContent + " interval"] : [head.textContent]);
        const written = () => [names(), ...[...body.rows].filter(row => !row.classList.contains("off")).map(row => [...row.cells].map(cell => cell.textContent.replace(/[\u2007\u2008]/g, "")))];
        const scroll = table.closest(".scroll"), copy = knob("Copy as Markdown", () => {
          const line = cells => "| " + cells.map(cell => cell.trim().replace(/[\\|`*_<>[\]]/g, "\\$&")).join(" | ") + " |", [first, ...rest] = written();
          navigator.clipboard?.writeText([line(first), line(first.map(() => "---")), ...rest.map(line)].join("\n") + "\n").then(() => { copy.textContent = "Copied"; });
        });
        scroll.after(make("div", { className: "actions" }, knob("Save CSV", () => save(csv(written()), "text/csv", scroll.id + ".csv")), copy));
      });
    """#

  /// Marks the section that is read, and goes where the address says.
  private static let closing = #"""
      const links = new Map(all(".contents a").map(link => [link.hash.slice(1), link]));
      const watch = new IntersectionObserver(entries => entries.forEach(entry => { if (entry.isIntersecting) links.forEach((link, id) => { link.ariaCurrent = id === entry.target.id ? "true" : null; }); }), { rootMargin: "-10% 0px -80% 0px" });
      all("main > section").forEach(section => watch.observe(section));
      addEventListener("hashchange", follow); follow();
    })();
    """#
}
