/// The part of the script that makes figures answer and zoom.
extension PageScript {
  static let figures = [axes, zoom, answers, files]

  /// Values and their shares of an axis, and ticks for a part of it. An axis is its spacing and both ends.
  private static let axes = #"""
      const same = v => v, spacings = {
        linear: [same, same], time: [same, same], logarithmic: [log10, u => 10 ** u], percentileTail: [p => -log10(1 - p), u => 1 - 10 ** -u]
      };
      const valueAt = ([kind, low, high], share) => { const [to, from] = spacings[kind], start = to(low); return from(start + (to(high) - start) * share); };
      const shareOf = ([kind, low, high], amount) => { const to = spacings[kind][0], start = to(low); return (to(amount) - start) / (to(high) - start); };
      const minus = text => text.replace("-", "\u2212");
      const ticks = (axis, [from, until], extent, apart) => {
        const kind = axis[0], low = valueAt(axis, from), high = valueAt(axis, until), found = [], range = high - low, place = amount => (shareOf(axis, amount) - from) / (until - from) * extent;
        const add = (amount, label) => { const at = place(amount); if (at >= -.01 && at <= extent + .01 && found.every(other => abs(other[0] - at) >= apart)) found.push([at, label]); };
        const number = amount => minus(String(+amount.toPrecision(9))), text = kind === "percentileTail" ? amount => String(+(100 * amount).toFixed(5)) : number;
        if (kind === "time") {
          const day = 86400, step = [60, 300, 900, 3600, 10800, 21600, day, 2 * day, 7 * day, 14 * day, 30 * day, 91 * day, 365 * day].find(s => range / s * apart <= extent) || 730 * day;
          for (let t = ceil(low / step) * step; t <= high; t += step) { const iso = new Date(1000 * t).toISOString(); add(t, step < day ? iso.slice(5, 16).replace("T", " ") : iso.slice(0, 10)); }
          return found;
        }
        const isTail = kind === "percentileTail", ratio = isTail ? (1 - low) / (1 - high) : high / low;
        if ((isTail || kind === "logarithmic") && ratio > 6) {
          for (const m of [1, 5, 2]) for (let k = -9; k < 13; k++) { const ten = m * 10 ** k, it = isTail ? 1 - ten : ten; add(it, text(it)); }
        }
        if (found.length < 2) {
          const rough = range / max(2, extent / apart), ten = 10 ** Math.floor(log10(rough)), step = ten * [1, 2, 5, 10].find(m => m * ten >= rough);
          for (let i = ceil(low / step); i * step <= high; i++) add(i * step, text(i * step));
        }
        return found;
      };
    """#

  /// A part of the axes in place of the whole: marks are moved, lines are stretched, ticks are made anew.
  private static let zoom = #"""
      const boxOf = node => node.getBoundingClientRect(), draw = (svg, tag, attributes, parent = svg) => { const node = document.createElementNS(svg.namespaceURI, tag); parent.append(node); return put(node, attributes); };
      const zoomable = (svg, slug, areas, changed) => {
        const view = { x: [0, 1], y: [0, 1] }, axis = { x: areas.find(a => a[4])?.[4], y: areas.find(a => a[5])?.[5] };
        let pieces, fresh, beneath = [], aside = [];
        const panelAt = (x, y, room = 3) => areas.findIndex(a => x >= a[0] - room && x <= a[2] + room && y >= a[1] - room && y <= a[3] + room);
        const isWhole = () => [view.x, view.y].every(([from, until]) => from <= 0 && until >= 1);
        const spot = (i, x, y) => { const [l, t, r, b, ax, ay] = areas[i]; return [ax ? l + (x - l - view.x[0] * (r - l)) / (view.x[1] - view.x[0]) : x, ay ? b + (y - b + view.y[0] * (b - t)) / (view.y[1] - view.y[0]) : y]; };
        const prepare = () => {
          const hidden = all(".off", svg); hidden.forEach(node => node.classList.remove("off"));
          const clips = draw(svg, "defs", {});
          areas.forEach(([l, t, r, b], i) => draw(svg, "rect", { x: l - 5, y: t - 5, width: r - l + 10, height: b - t + 10 }, draw(svg, "clipPath", { id: `${slug}-clip-${i}` }, clips)));
          pieces = all("g>path,g>circle,g>rect,g>text", svg).flatMap(node => {
            const role = node.parentNode.classList[0], box = node.getBBox(), x = box.x + box.width / 2, y = box.y + box.height / 2, i = panelAt(x, y, role === "axis" ? 8 : 3), isText = node.tagName === "text";
            if (role === "axis" && isText) {
              const below = areas.findIndex(([l, t, r, b, ax]) => ax && y > b && y < b + 30 && x > l - 30 && x < r + 30), beside = areas.findIndex(([l, t, r, b, ax, ay]) => ay && x < l && x > l - 90 && y > t - 9 && y < b + 9);
              if (below >= 0) beneath[below] = min(beneath[below] ?? Infinity, +node.getAttribute("y")); else if (beside >= 0) aside[beside] = areas[beside][0] - 8; else return [];
              return [{ node }];
            }
            if (i < 0) return [];
            const [l, t, r, b] = areas[i];
            if (role === "grid" || role === "axis") return box.x >= l - 8 && box.x + box.width <= r + 8 && box.y >= t - 8 && box.y + box.height <= b + 8 ? [{ node }] : [];
            if (!/data|band|annotation|label/.test(role)) return [];
            const isMark = isText || box.width <= 15 && box.height <= 15 && node.getAttribute("fill") !== "none";
            if (!isText) { const g = draw(svg, "g", { "clip-path": `url(#${slug}-clip-${i})` }); node.replaceWith(g); g.append(node); }
            return [{ node, i, x, y, isMark, isText, was: node.getAttribute("transform") || "" }];
          });
          fresh = draw(svg, "g", { class: "axis" }); svg.prepend(clips, fresh);
          hidden.forEach(node => node.classList.add("off"));
        };
        const axes = () => areas.forEach(([l, t, r, b, ax, ay], i) => {
          const across = ax ? ticks(ax, view.x, r - l, ax[0] === "time" ? 74 : 42) : [], up = ay ? ticks(ay, view.y, b - t, 19) : [];
          draw(svg, "path", { class: "sg", d: across.map(([at]) => `M${l + at} ${t}V${b}`).join("") + up.map(([at]) => `M${l} ${b - at}H${r}`).join("") }, fresh);
          draw(svg, "path", { class: "sr", fill: "none", d: (ax ? `M${l} ${b}H${r}` : "") + (ay ? `M${l} ${t}V${b}` : "") + across.map(([at]) => `M${l + at} ${b}v4`).join("") + up.map(([at]) => `M${l} ${b - at}h-4`).join("") }, fresh);
          const word = (text, x, y, anchor) => { draw(svg, "text", { x, y, "font-size": 12, "text-anchor": anchor, class: "fm" }, fresh).textContent = text; };
          if (beneath[i]) across.forEach(([at, text]) => word(text, l + at, beneath[i], "middle"));
          if (aside[i]) up.forEach(([at, text]) => word(text, aside[i], b - at + 4, "end"));
        });
        const show = () => {
          if (!pieces) { if (isWhole()) return; prepare(); }
          const whole = isWhole(), sx = 1 / (view.x[1] - view.x[0]), sy = 1 / (view.y[1] - view.y[0]);
          fresh.replaceChildren(); if (!whole) axes();
          pieces.forEach(({ node, i, x, y, isMark, isText, was }) => {
            if (i === undefined) { put(node, { display: whole ? null : "none" }); return; }
            const [l, t, r, b, ax, ay] = areas[i], to = spot(i, x, y), zero = spot(i, 0, 0);
            put(node, { display: isText && panelAt(...to) !== i ? "none" : null, transform: whole ? was : isMark ? `translate(${to[0] - x} ${to[1] - y})${was}` : `translate(${zero})scale(${ax ? sx : 1} ${ay ? sy : 1})`, "vector-effect": isMark || whole ? null : "non-scaling-stroke" });
          });
        };
        const turn = (side, from, until, isLinked) => {
          if (!axis[side] || !(until > from)) return;
          const extent = min(1, max(.002, until - from)), start = min(1 - extent, max(0, (from + until - extent) / 2));
          view[side] = extent > .9999 ? [0, 1] : [start, start + extent]; show();
          const link = ["x", "y"].filter(s => view[s][1] - view[s][0] < 1).map(s => `${s}.${slug}=` + view[s].map(share => +valueAt(axis[s], share).toPrecision(10)));
          link.length ? views.set(slug, link) : views.delete(slug);
          // Figures over time show the same time.
          if (side === "x" && axis.x[0] === "time" && !isLinked) zooms.forEach((other, key) => { if (key !== slug) other("x", view.x.map(share => valueAt(axis.x, share)), "time"); });
          changed(); remember();
        };
        zooms.set(slug, (side, ends, kind) => { if (axis[side] && (!kind || axis[side][0] === kind)) turn(side, ...ends.map(amount => shareOf(axis[side], amount)), true); });
        const zoomBy = (factor, centre) => { const side = axis.x ? "x" : "y", [from, until] = view[side], half = (until - from) / 2 * factor, middle = centre ?? (from + until) / 2; turn(side, max(0, middle - half), min(1, middle + half)); };
        return { view, axis, panelAt, spot, turn, zoomBy, isWhole, restore: () => ["x", "y"].forEach(side => turn(side, 0, 1)) };
      };
    """#

  /// Read-outs at the pointer and by keys; a stretch that is drawn over is zoomed.
  private static let answers = #"""
      const answers = (shell, plot, svg, slug, data, actions) => {
        const tip = make("div", { className: "tip", hidden: true, role: "status" }), cross = draw(svg, "circle", { r: 4, class: "cross off" });
        shell.append(tip);
        if (data.c) { const [columns, names, cells] = data.c, [l, t, r, b] = data.a[0]; names.forEach((row, j) => { data.s.push(["", row]); cells.forEach((column, i) => { if (column[j] !== null) data.p.push([l + (r - l) * (i + .5) / columns.length, t + (b - t) * (j + .5) / names.length, j, columns[i], minus(String(column[j]))]); }); }); }
        const points = data.p, reset = knob("Reset zoom", () => zoom.restore());
        let at = -1, start = null, brush = null;
        const hide = () => { tip.hidden = true; cross.classList.add("off"); dim(picked, svg); };
        const zoom = zoomable(svg, slug, data.a, () => { hide(); reset.hidden = zoom.isWhole(); });
        const isOff = point => all(`[data-k="${CSS.escape(data.s[point[2]][0])}"]`, svg).some(node => node.classList.contains("off"));
        const where = ([x, y]) => { const i = zoom.panelAt(x, y, 1e9), near = zoom.panelAt(x, y), panel = near < 0 ? i : near; return [...zoom.spot(panel, x, y), panel]; };
        const isSeen = ([x, y, panel]) => zoom.isWhole() || zoom.panelAt(x, y) === panel;
        const show = index => {
          const point = points[index]; if (!point) return;
          at = index;
          let [x, y, panel] = where(point);
          if (!isSeen([x, y, panel])) { zoom.restore(); at = index; [x, y, panel] = where(point); }
          const [series, label] = data.s[point[2]], [, , , what, amount, low, high] = point, box = boxOf(svg), frame = boxOf(shell), stretch = box.width / svg.viewBox.baseVal.width;
          put(cross, { cx: x, cy: y });
          cross.classList.remove("off");
          tip.replaceChildren(make("b", {}, label), `${what}: ${amount} ${data.u}` + (low === undefined ? "" : ` [${low}, ${high}]`));
          tip.hidden = false;
          const left = box.left - frame.left + x * stretch, top = box.top - frame.top + y * stretch, room = frame.width - tip.offsetWidth;
          tip.style.left = max(0, left + 12 <= room ? left + 12 : left - tip.offsetWidth - 12) + "px"; tip.style.top = max(0, top - tip.offsetHeight - 10) + "px";
          dim(series && data.s.length > 1 ? series.split(" ") : picked, svg);
        };
        const spotOf = event => { const box = boxOf(svg), stretch = svg.viewBox.baseVal.width / box.width; return [(event.clientX - box.left) * stretch, (event.clientY - box.top) * stretch]; };
        const sides = (a, b) => [abs(a[0] - b[0]) > 12 && zoom.axis.x, abs(a[1] - b[1]) > 24 && zoom.axis.y];
        const end = () => { brush?.remove(); brush = start = null; };
        on(plot, { pointerdown: event => { const point = spotOf(event), panel = zoom.panelAt(...point, 0); if (event.button || event.pointerType === "touch" || panel < 0) return; event.preventDefault(); plot.focus({ preventScroll: true }); plot.setPointerCapture(event.pointerId); start = [...point, panel]; }, pointermove: event => {
          const [x, y] = spotOf(event);
          if (start) {
            const [l, t, r, b] = data.a[start[2]], [wide, high] = sides(start, [x, y]), fit = (v, low, top) => min(top, max(low, v)), xs = wide ? [start[0], fit(x, l, r)] : [l, r], ys = high ? [start[1], fit(y, t, b)] : [t, b];
            if (!wide && !high) return;
            hide(); brush = brush || draw(svg, "rect", { class: "brush" });
            put(brush, { x: min(...xs), y: min(...ys), width: abs(xs[1] - xs[0]), height: abs(ys[1] - ys[0]) });
            return;
          }
          let best = -1, least = 40;
          points.forEach((point, i) => { const to = where(point), far = Math.hypot(to[0] - x, to[1] - y); if (far < least && isSeen(to) && !isOff(point)) { least = far; best = i; } });
          if (best < 0) hide(); else if (best !== at || tip.hidden) show(best);
        }, pointerup: event => {
          if (!start) return;
          const [l, t, r, b] = data.a[start[2]], now = spotOf(event), from = start, [wide, high] = sides(start, now), part = (side, shares) => { const [low, top] = zoom.view[side], [a, z] = shares.map(s => low + (top - low) * min(1, max(0, s))).sort((p, q) => p - q); zoom.turn(side, a, z); };
          end();
          if (wide) part("x", [from[0], now[0]].map(x => (x - l) / (r - l)));
          if (high) part("y", [from[1], now[1]].map(y => (b - y) / (b - t)));
        }, pointercancel: end, dblclick: zoom.restore, pointerleave: hide, blur: hide, keydown: event => {
          const seek = (from, step) => { for (let i = from; i >= 0 && i < points.length; i += step) if (!isOff(points[i])) return i; return at; };
          const series = at < 0 ? 0 : points[at][2], other = step => { if (at < 0) return seek(0, 1); for (let s = series + step; s >= 0 && s < data.s.length; s += step) { const list = points.map((p, i) => i).filter(i => points[i][2] === s && !isOff(points[i])); if (list.length) return list.reduce((a, b) => abs(points[a][0] - points[at][0]) <= abs(points[b][0] - points[at][0]) ? a : b); } return at; };
          const moves = { ArrowRight: () => seek(at + 1, 1), ArrowLeft: () => seek(at - 1, -1), ArrowDown: () => other(1), ArrowUp: () => other(-1), Home: () => seek(0, 1), End: () => seek(points.length - 1, -1) };
          const centre = () => { if (at < 0) return; const [l, t, r, b] = data.a[where(points[at])[2]]; return zoom.axis.x ? (points[at][0] - l) / (r - l) : (b - points[at][1]) / (b - t); };
          const acts = { Escape: hide, "+": () => zoom.zoomBy(.5, centre()), "-": () => zoom.zoomBy(2), "0": zoom.restore };
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          if (acts[event.key]) { event.preventDefault(); acts[event.key](); } else if (moves[event.key] && points.length) { event.preventDefault(); show(moves[event.key]()); }
        } });
        if (zoom.axis.x || zoom.axis.y) { reset.hidden = true; actions.append(knob("Zoom in", () => zoom.zoomBy(.5)), reset); }
        plot.ariaLabel += "; arrow keys read values, plus and minus zoom";
      };
    """#

  private static let files = #"""
      const painted = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "stroke-opacity", "font-family", "font-size", "font-weight", "text-anchor", "stroke-linejoin", "stroke-linecap", "paint-order"];
      const resolved = svg => {
        const kept = root.dataset.theme; root.dataset.theme = "light"; dim(null, svg);
        const copy = svg.cloneNode(true), from = [svg, ...svg.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
        from.forEach((node, i) => { const style = getComputedStyle(node); painted.forEach(key => { const amount = style[key]; if (amount) put(to[i], { [key]: amount }); }); if (style.display === "none") put(to[i], { display: "none" }); });
        all(".cross,.brush", copy).forEach(node => node.remove()); to.forEach(node => put(node, { class: null }));
        if (kept) root.dataset.theme = kept; else delete root.dataset.theme;
        dim(picked, svg); put(copy, { xmlns: svg.namespaceURI });
        return new XMLSerializer().serializeToString(copy);
      };
      const png = (svg, file) => {
        const box = svg.viewBox.baseVal, image = new Image(), url = URL.createObjectURL(new Blob([resolved(svg)], { type: "image/svg+xml" }));
        image.onload = () => {
          const canvas = make("canvas", { width: 3 * box.width, height: 3 * box.height }), context = canvas.getContext("2d");
          context.fillStyle = "#fff"; context.fillRect(0, 0, canvas.width, canvas.height); context.drawImage(image, 0, 0, canvas.width, canvas.height);
          canvas.toBlob(blob => save(blob, "image/png", file));
        };
        image.src = url;
      };
      all("figure").forEach(shell => {
        const plot = shell.querySelector(".plot"), svg = plot.querySelector("svg"), slug = plot.dataset.name, data = plot.dataset.figure && JSON.parse(plot.dataset.figure), actions = make("div", { className: "actions" });
        actions.append(knob("Save SVG", () => save(resolved(svg), "image/svg+xml", slug + ".svg")), knob("Save PNG", () => png(svg, slug + ".png")));
        if (data) {
          answers(shell, plot, svg, slug, data, actions);
          if (data.p.length) actions.children[1].after(knob("Save CSV", () => save(csv([["series", "point", data.t, "lower", "upper"], ...data.p.map(p => [data.s[p[2]][1], p[3], p[4], p[5] ?? "", p[6] ?? ""])]), "text/csv", slug + ".csv")));
        }
        on(svg, { click: event => { const keys = event.target.closest("g.legend[data-k],g.label[data-k]")?.dataset.k.split(" "); if (!keys) return; picked = String(picked) === String(keys) ? null : keys; dim(picked); } });
        shell.querySelector(".below").append(actions);
      });
    """#
}
