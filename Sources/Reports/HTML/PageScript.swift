/// The script of a page. Without it the page is whole; with it figures answer, tables sort, and both can be saved.
enum PageScript {
  static let source = """
    "use strict";
    (() => {
      const root = document.documentElement, tools = document.getElementById("tools"), all = (query, from = document) => [...from.querySelectorAll(query)];
      const make = (tag, props = {}, ...children) => { const node = Object.assign(document.createElement(tag), props); node.append(...children); return node; };
      const button = (text, act) => { const b = make("button", { type: "button", textContent: text }); b.addEventListener("click", () => act(b)); return b; };
      const save = (content, type, file) => { const a = make("a", { href: URL.createObjectURL(new Blob([content], { type })), download: file }); a.click(); setTimeout(() => URL.revokeObjectURL(a.href), 1000); };
      const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      const themeName = () => isDark() ? "Light theme" : "Dark theme";
      tools.append(button(themeName(), b => { root.dataset.theme = isDark() ? "light" : "dark"; b.textContent = themeName(); }), button("Print", () => print()));
      // Text that a spreadsheet would run as a formula gets an apostrophe.
      const csv = rows => rows.map(row => row.map(value => { let text = String(value).trim(); if (/^[=+@\\t\\r-]/.test(text) && !/^-?[\\d.]+$/.test(text)) text = "'" + text; return /[",\\n\\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text; }).join(",")).join("\\r\\n") + "\\r\\n";

      // Filters: groups of calls are shown or hidden everywhere; nothing is computed anew.
      const factors = JSON.parse(document.body.dataset.groups || "[]"), chosen = new Map(), status = make("p");
      status.setAttribute("role", "status");
      const total = new Set(factors.flatMap(([, values]) => values.flatMap(([, keys]) => keys)));
      const remember = () => {
        const query = [...chosen].filter(([, set]) => set.size).map(([name, set]) => encodeURIComponent(name) + "=" + [...set].map(encodeURIComponent).join(","));
        const place = location.hash.slice(1).split("?")[0];
        if (query.length || location.hash.includes("?")) history.replaceState(null, "", "#" + place + (query.length ? "?" + query.join("&") : ""));
      };
      const apply = () => {
        const shown = new Set([...total].filter(key => factors.every(([name, values]) => { const set = chosen.get(name); return !set?.size || values.some(([value, keys]) => set.has(value) && keys.includes(key)); })));
        all("[data-k]").forEach(node => { const keys = node.dataset.k.split(" ").filter(key => total.has(key)); node.classList.toggle("off", keys.length > 0 && !keys.some(key => shown.has(key))); });
        status.textContent = shown.size === total.size ? "" : `Showing ${shown.size} of ${total.size} groups. Findings and captions are for all data.`;
        remember();
      };
      if (factors.length) {
        const box = make("details", { className: "filters" }, make("summary", { textContent: "Filter groups" }));
        factors.forEach(([name, values]) => {
          chosen.set(name, new Set());
          box.append(make("fieldset", {}, make("legend", { textContent: name }), ...values.map(([value]) => {
            const chip = button(value, () => { const set = chosen.get(name); set.has(value) ? set.delete(value) : set.add(value); chip.setAttribute("aria-pressed", set.has(value)); apply(); });
            chip.setAttribute("aria-pressed", "false"); chip.dataset.f = name + "=" + value;
            return chip;
          })));
        });
        box.append(status); tools.append(box);
      }
      const follow = () => {
        const [place, query] = location.hash.slice(1).split("?");
        if (!query) return;
        query.split("&").forEach(part => { const [name, list] = part.split("=").map(text => text || ""); list.split(",").forEach(value => { try { const wanted = decodeURIComponent(name) + "=" + decodeURIComponent(value); all("[data-f]").filter(chip => chip.dataset.f === wanted && chip.getAttribute("aria-pressed") === "false").forEach(chip => { chip.click(); chip.closest("details").open = true; }); } catch { /* not a link of ours */ } }); });
        document.getElementById(place)?.scrollIntoView();
      };

      // Figures: read-out at the pointer and by keys, zoom, and files.
      const painted = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "font-family", "font-size", "font-weight", "text-anchor", "stroke-linejoin", "stroke-linecap", "paint-order"];
      const resolved = svg => {
        const theme = root.dataset.theme; root.dataset.theme = "light";
        const copy = svg.cloneNode(true), from = [svg, ...svg.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
        from.forEach((node, i) => { const style = getComputedStyle(node); painted.forEach(key => { const value = style.getPropertyValue(key); if (value) to[i].setAttribute(key, value); }); if (style.display === "none") to[i].setAttribute("display", "none"); });
        to.forEach(node => node.removeAttribute("class"));
        all(".cross", svg).forEach((_, i) => all("circle", copy).at(-1 - i)?.remove());
        if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
        copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
        return new XMLSerializer().serializeToString(copy);
      };
      const png = (svg, file) => {
        const box = svg.viewBox.baseVal, image = new Image(), url = URL.createObjectURL(new Blob([resolved(svg)], { type: "image/svg+xml" }));
        image.onload = () => {
          const canvas = make("canvas", { width: 3 * box.width, height: 3 * box.height }), context = canvas.getContext("2d");
          context.fillStyle = "#fff"; context.fillRect(0, 0, canvas.width, canvas.height); context.drawImage(image, 0, 0, canvas.width, canvas.height);
          URL.revokeObjectURL(url); canvas.toBlob(blob => save(blob, "image/png", file));
        };
        image.src = url;
      };
      const answers = (figure, plot, svg, data) => {
        const tip = make("div", { className: "tip", hidden: true }), cross = document.createElementNS(svg.namespaceURI, "circle");
        tip.setAttribute("role", "status"); cross.setAttribute("r", 4); cross.setAttribute("class", "cross off"); svg.append(cross); figure.append(tip);
        let at = -1;
        const hide = () => { tip.hidden = true; cross.classList.add("off"); all(".dim", svg).forEach(node => node.classList.remove("dim")); };
        const isOff = point => all(`[data-k="${CSS.escape(data.s[point[2]][0])}"]`, svg).some(node => node.classList.contains("off"));
        const show = index => {
          const point = data.p[index]; if (!point) return;
          at = index;
          const [x, y, series, name, value, low, high] = point, [key, label] = data.s[series], box = svg.getBoundingClientRect(), frame = figure.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
          cross.setAttribute("cx", x); cross.setAttribute("cy", y); cross.classList.remove("off");
          tip.replaceChildren(make("b", { textContent: label }), `${name}: ${value} ${data.u}` + (low === undefined ? "" : ` [${low}, ${high}]`));
          tip.hidden = false;
          const left = box.left - frame.left + x * scale, top = box.top - frame.top + y * scale;
          tip.style.left = Math.max(0, Math.min(left + 12, frame.width - tip.offsetWidth)) + "px"; tip.style.top = Math.max(0, top - tip.offsetHeight - 10) + "px";
          if (data.s.length > 1) all("g.data[data-k],g.band[data-k]", svg).forEach(node => node.classList.toggle("dim", node.dataset.k !== key));
        };
        plot.addEventListener("pointermove", event => {
          const box = svg.getBoundingClientRect(), scale = svg.viewBox.baseVal.width / box.width, x = (event.clientX - box.left) * scale, y = (event.clientY - box.top) * scale;
          let best = -1, least = 40;
          data.p.forEach((point, i) => { const far = Math.hypot(point[0] - x, point[1] - y); if (far < least && !isOff(point)) { least = far; best = i; } });
          if (best < 0) hide(); else if (best !== at || tip.hidden) show(best);
        });
        plot.addEventListener("pointerleave", hide); plot.addEventListener("blur", hide);
        plot.addEventListener("keydown", event => {
          const series = at < 0 ? 0 : data.p[at][2], other = step => { for (let s = series + step; s >= 0 && s < data.s.length; s += step) { const list = data.p.map((p, i) => i).filter(i => data.p[i][2] === s && !isOff(data.p[i])); if (list.length) return list.reduce((a, b) => Math.abs(data.p[a][0] - data.p[at][0]) <= Math.abs(data.p[b][0] - data.p[at][0]) ? a : b); } return at; };
          const moves = { ArrowRight: () => Math.min(at + 1, data.p.length - 1), ArrowLeft: () => Math.max(at - 1, 0), ArrowDown: () => at < 0 ? 0 : other(1), ArrowUp: () => at < 0 ? 0 : other(-1), Home: () => 0, End: () => data.p.length - 1 };
          if (event.key === "Escape") hide(); else if (moves[event.key]) { event.preventDefault(); show(moves[event.key]()); }
        });
      };
      all("figure").forEach(figure => {
        const plot = figure.querySelector(".plot"), svg = plot.querySelector("svg"), name = plot.dataset.name, data = plot.dataset.readings && JSON.parse(plot.dataset.readings), actions = make("div", { className: "actions" });
        const width = +svg.getAttribute("width"), height = +svg.getAttribute("height");
        actions.append(button("Save SVG", () => save(resolved(svg), "image/svg+xml", name + ".svg")), button("Save PNG", () => png(svg, name + ".png")));
        if (data) {
          actions.append(button("Save CSV", () => save(csv([["series", "point", `${data.t}`, "lower", "upper"], ...data.p.map(p => [data.s[p[2]][1], p[3], p[4], p[5] ?? "", p[6] ?? ""])]), "text/csv", name + ".csv")));
          answers(figure, plot, svg, data);
        }
        const zoom = button("Zoom in", () => { const large = zoom.getAttribute("aria-pressed") !== "true"; zoom.setAttribute("aria-pressed", large); svg.setAttribute("width", large ? 2 * width : width); svg.setAttribute("height", large ? 2 * height : height); });
        zoom.setAttribute("aria-pressed", "false"); actions.append(zoom);
        figure.querySelector(".below").append(actions);
      });

      // Tables: sort by a column, save, copy.
      all("table").forEach(table => {
        const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
        let start = 0;
        heads.forEach(head => {
          const column = start; start += head.colSpan;
          const sort = button(head.textContent, () => {
            const down = head.getAttribute("aria-sort") === "ascending";
            heads.forEach(other => other.removeAttribute("aria-sort"));
            head.setAttribute("aria-sort", down ? "descending" : "ascending");
            const key = row => { const cell = row.cells[column]; return cell.dataset.value === undefined ? (head.className === "number" ? Infinity : cell.textContent) : +cell.dataset.value; };
            const rows = [...body.rows].sort((a, b) => { const x = key(a), y = key(b); return typeof x === "number" && typeof y === "number" ? (x > y) - (x < y) : String(x).localeCompare(String(y), undefined, { numeric: true }); });
            body.append(...(down ? rows.reverse() : rows));
          });
          head.replaceChildren(sort);
        });
        const names = () => heads.flatMap(head => head.colSpan > 1 ? [head.textContent, head.textContent + " interval"] : [head.textContent]);
        const rows = () => [names(), ...[...body.rows].filter(row => !row.classList.contains("off")).map(row => [...row.cells].map(cell => cell.textContent.replace(/[\\u2007\\u2008]/g, "")))];
        const scroll = table.closest(".scroll"), copy = button("Copy as Markdown", () => {
          const line = cells => "| " + cells.map(cell => cell.trim().replace(/[\\\\|`*_<>[\\]]/g, "\\\\$&")).join(" | ") + " |", [head, ...rest] = rows();
          navigator.clipboard?.writeText([line(head), line(head.map(() => "---")), ...rest.map(line)].join("\\n") + "\\n").then(() => { copy.textContent = "Copied"; });
        });
        scroll.after(make("div", { className: "actions" }, button("Save CSV", () => save(csv(rows()), "text/csv", scroll.id + ".csv")), copy));
      });

      // Contents: mark the section that is read.
      const links = new Map(all(".contents a").map(link => [link.hash.slice(1), link]));
      const watch = new IntersectionObserver(entries => entries.forEach(entry => { if (entry.isIntersecting) { links.forEach(link => link.removeAttribute("aria-current")); links.get(entry.target.id)?.setAttribute("aria-current", "true"); } }), { rootMargin: "-10% 0px -80% 0px" });
      all("main > section").forEach(section => watch.observe(section));
      addEventListener("hashchange", follow); follow();
    })();
    """
}
