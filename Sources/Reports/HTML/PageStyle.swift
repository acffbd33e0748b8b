/// The style sheet of a page: light and dark, wide, narrow and print.
enum PageStyle {
  private static let light =
    "--bg:#fff;--ink:#1b1f24;--muted:#57606a;--rule:#8c959f;--grid:#e4e7eb;--card:#f6f8fa;--link:#0b57c2;"
    + "--c1:#286dcf;--c2:#b6862b;--c3:#993375;--c4:#1a6d4c;--c5:#c32705;--c6:#009ec2;"
    + "--better:#007a97;--worse:#b02304;--caution:#8a6318"
  private static let dark =
    "--bg:#14181d;--ink:#e6eaee;--muted:#a5aeb8;--rule:#5a6470;--grid:#2a3138;--card:#1c2229;--link:#8ab4ff;"
    + "--c1:#91a3df;--c2:#f8d160;--c3:#c87b9a;--c4:#39a365;--c5:#fb560f;--c6:#98e9f8;"
    + "--better:#98e9f8;--worse:#ff7a45;--caution:#f8d160"

  static let sheet = """
    :root{\(light)}
    @media(prefers-color-scheme:dark){:root:not([data-theme=light]){\(dark)}}
    :root[data-theme=dark]{\(dark)}
    *{box-sizing:border-box}
    html{scroll-padding-top:1rem}
    body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 Arial,"Liberation Sans",Helvetica,sans-serif}
    a{color:var(--link)}
    .skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem;z-index:9}
    .top,.layout,.foot{max-width:1080px;margin:0 auto;padding:0 24px}
    .top{padding-top:40px;padding-bottom:16px;border-bottom:1px solid var(--grid)}
    h1{font-size:30px;line-height:1.2;margin:0 0 .3em;overflow-wrap:anywhere}
    h2{font-size:21px;margin:2.2em 0 .5em}
    .subtitle{color:var(--muted);margin:0 0 14px;overflow-wrap:anywhere}
    .anchor{font-weight:400;text-decoration:none;color:var(--muted);font-size:.8em}
    .strip{display:flex;flex-wrap:wrap;gap:8px 28px;list-style:none;padding:0;margin:0;font-variant-numeric:tabular-nums}
    .strip b{font-size:20px}.strip span{color:var(--muted);font-size:14px}.strip .alarm b{color:var(--worse)}
    .tools{display:flex;gap:8px;flex-wrap:wrap;margin-top:14px}.tools:empty{display:none}
    button,summary{font:inherit;font-size:14px;color:var(--ink);cursor:pointer}
    .tools button,figcaption button,.scroll+button{background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:4px 11px;min-height:30px}
    summary{color:var(--link);width:max-content;max-width:100%;padding:4px 0}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px}
    .layout{display:grid;grid-template-columns:150px minmax(0,1fr);gap:40px}
    .contents{position:sticky;top:0;align-self:start;padding-top:44px;font-size:14px}
    .contents ol{padding:0;margin:0;list-style:none}.contents li{margin:8px 0}
    .contents a{color:var(--muted);text-decoration:none}.contents a:hover{text-decoration:underline}
    p{max-width:72ch}
    .findings{list-style:none;padding:0;margin:0}
    .finding{display:grid;grid-template-columns:92px minmax(0,1fr);gap:4px 12px;border-left:4px solid var(--rule);background:var(--card);padding:10px 14px;margin:10px 0}
    .finding p{margin:0;overflow-wrap:anywhere}.standing{font-weight:700;font-size:14px;line-height:25px}
    .finding .consequence{color:var(--muted);font-size:15px;margin-top:3px}
    .better{border-color:var(--better)}.worse{border-color:var(--worse)}.caution,.refusal{border-color:var(--caution)}
    data{font-variant-numeric:tabular-nums}
    .claim data{font-weight:700}
    figure{margin:22px 0 30px}.plot{overflow-x:auto}.plot svg{display:block;max-width:none}
    figcaption,caption{font-size:14px;color:var(--muted);text-align:left}
    figcaption p{max-width:84ch;margin:6px 0}figcaption b,caption b{color:var(--ink)}
    .below{display:flex;gap:4px 20px;flex-wrap:wrap;align-items:baseline}.below details{min-width:0}.below details[open]{flex-basis:100%}
    caption{padding:6px 0;max-width:84ch}
    .scroll{overflow-x:auto;margin:14px 0}
    table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums;border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink)}
    th,td{padding:5px 16px 5px 0;white-space:nowrap;text-align:right;vertical-align:baseline;font-weight:400}
    th.name,td.name{text-align:left}tbody th{max-width:340px;overflow:hidden;text-overflow:ellipsis}
    thead th{border-bottom:1px solid var(--ink);font-weight:700;vertical-align:bottom}
    thead button{background:none;border:0;padding:0;font-weight:700}
    .interval{color:var(--muted)}
    .remarks li{max-width:80ch;margin:4px 0;overflow-wrap:anywhere}
    .facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 20px;font-size:15px;margin:12px 0}
    .facts dt{color:var(--muted)}.facts dd{margin:0;overflow-wrap:anywhere}
    pre{background:var(--card);padding:12px;overflow-x:auto;font-size:13px}
    .foot{color:var(--muted);font-size:14px;border-top:1px solid var(--grid);margin-top:48px;padding-bottom:32px}
    @media(max-width:860px){.layout{display:block}.contents{position:static;padding-top:12px}.contents ol{display:flex;flex-wrap:wrap;gap:0 16px}
    .facts{grid-template-columns:minmax(0,1fr)}.facts dd{margin-bottom:6px}}
    @media(max-width:560px){.top,.layout,.foot{padding-left:16px;padding-right:16px}.finding{grid-template-columns:minmax(0,1fr)}}
    @media print{:root,:root[data-theme=dark]{\(light)}@page{size:A4;margin:16mm}body{font-size:10pt}
    .contents,.tools,.skip,.anchor,button,figcaption details{display:none}.layout{display:block}.scroll,.plot{overflow:visible}
    .plot svg{max-width:100%;height:auto}table{font-size:7.5pt}th,td{padding-right:7px}figure,table,.finding{break-inside:avoid}h2{break-after:avoid}}
    """
}

/// The script of a page. Without it the page is whole; with it tables sort and figures can be saved.
enum PageScript {
  static let source = """
    "use strict";
    (() => {
      const root = document.documentElement, tools = document.getElementById("tools");
      const button = (text, act) => { const b = document.createElement("button"); b.type = "button"; b.textContent = text; b.addEventListener("click", () => act(b)); return b; };
      const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      const name = () => isDark() ? "Light theme" : "Dark theme";
      tools.append(button(name(), b => { root.dataset.theme = isDark() ? "light" : "dark"; b.textContent = name(); }), button("Print", () => print()));
      const save = (text, type, file) => { const a = document.createElement("a"); a.href = URL.createObjectURL(new Blob([text], { type })); a.download = file; a.click(); setTimeout(() => URL.revokeObjectURL(a.href), 1000); };
      const painted = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "font-family", "font-size", "font-weight", "text-anchor", "stroke-linejoin", "stroke-linecap", "paint-order"];
      const resolved = svg => {
        const theme = root.dataset.theme; root.dataset.theme = "light";
        const copy = svg.cloneNode(true), from = [svg, ...svg.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
        from.forEach((node, i) => { const style = getComputedStyle(node); painted.forEach(key => { const value = style.getPropertyValue(key); if (value) to[i].setAttribute(key, value); }); to[i].removeAttribute("class"); });
        if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
        copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
        return new XMLSerializer().serializeToString(copy);
      };
      document.querySelectorAll("figure").forEach(figure => {
        const plot = figure.querySelector(".plot"), svg = plot.querySelector("svg");
        figure.querySelector(".below").append(button("Save as SVG", () => save(resolved(svg), "image/svg+xml", plot.dataset.name + ".svg")));
      });
      document.querySelectorAll("table").forEach(table => {
        const body = table.tBodies[0];
        [...table.tHead.rows[0].cells].forEach((head, column) => {
          const sort = button(head.textContent, () => {
            const down = head.getAttribute("aria-sort") === "ascending";
            [...table.tHead.rows[0].cells].forEach(other => other.removeAttribute("aria-sort"));
            head.setAttribute("aria-sort", down ? "descending" : "ascending");
            const key = row => { const cell = row.cells[column]; return cell.dataset.value === undefined ? (head.className === "number" ? Infinity : cell.textContent) : +cell.dataset.value; };
            const rows = [...body.rows].sort((a, b) => { const x = key(a), y = key(b); return typeof x === "number" && typeof y === "number" ? (x > y) - (x < y) : String(x).localeCompare(String(y)); });
            body.append(...(down ? rows.reverse() : rows));
          });
          head.replaceChildren(sort);
        });
        table.closest(".scroll").after(button("Save table as CSV", () => {
          const quote = text => /[",\\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
          save([...table.rows].map(row => [...row.cells].map(cell => quote(cell.textContent.trim())).join(",")).join("\\n") + "\\n", "text/csv", table.closest(".scroll").id + ".csv");
        }));
      });
    })();
    """
}
