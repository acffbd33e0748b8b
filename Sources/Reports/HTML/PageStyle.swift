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
    html{scroll-padding-top:1rem}[hidden]{display:none!important}
    body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 Arial,"Liberation Sans",Helvetica,sans-serif}
    a{color:var(--link)}
    .skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem;z-index:9}
    .top,.layout,.foot{max-width:1120px;margin:0 auto;padding:0 24px}
    .top{padding-top:40px;padding-bottom:16px;border-bottom:1px solid var(--grid)}
    h1{font-size:30px;line-height:1.2;margin:0 0 .3em;overflow-wrap:anywhere}
    h2{font-size:21px;margin:2.2em 0 .5em}
    .subtitle{color:var(--muted);margin:0 0 14px;overflow-wrap:anywhere}
    .anchor{font-weight:400;text-decoration:none;color:var(--muted);font-size:.8em}
    .strip{display:flex;flex-wrap:wrap;gap:8px 28px;list-style:none;padding:0;margin:0;font-variant-numeric:tabular-nums}
    .strip b{font-size:20px}.strip span{color:var(--muted);font-size:14px}.strip .alarm b{color:var(--worse)}
    .tools{display:flex;gap:8px;flex-wrap:wrap;margin-top:14px}.tools:empty{display:none}
    button,summary{font:inherit;font-size:14px;color:var(--ink);cursor:pointer}
    .tools button,.actions button{background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:3px 10px;min-height:30px}
    .tools button:hover,.actions button:hover{border-color:var(--ink)}button[aria-pressed=true]{background:var(--ink);color:var(--bg);border-color:var(--ink)}
    .actions{display:flex;flex-wrap:wrap;gap:6px;margin:6px 0 0}.tools .filters{flex-basis:100%}
    .filters fieldset{border:0;padding:0;margin:6px 0;display:flex;flex-wrap:wrap;gap:6px;align-items:center}
    .filters legend{float:left;width:110px;font-size:14px;color:var(--muted)}.filters [role=status]{font-size:14px;color:var(--muted);margin:6px 0}
    .off{display:none}.dim{opacity:.18}
    summary{color:var(--link);width:max-content;max-width:100%;padding:4px 0}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px}
    .layout{display:grid;grid-template-columns:150px minmax(0,1fr);gap:40px}
    .contents{position:sticky;top:0;align-self:start;padding-top:44px;font-size:14px}
    .contents ol{padding:0;margin:0;list-style:none}.contents li{margin:8px 0}
    .contents a{color:var(--muted);text-decoration:none}.contents a:hover{text-decoration:underline}.contents a[aria-current]{color:var(--ink);font-weight:700;box-shadow:-10px 0 0 -7px var(--link)}
    p{max-width:72ch}
    .findings{list-style:none;padding:0;margin:0}
    .finding{display:grid;grid-template-columns:104px minmax(0,1fr);gap:4px 12px;border-left:4px solid var(--rule);background:var(--card);padding:11px 16px;margin:8px 0}
    .finding p{margin:0;overflow-wrap:anywhere}.standing{font-weight:700;font-size:14px;line-height:25px}
    .finding .consequence{color:var(--muted);font-size:15px;margin-top:3px}
    .better{border-color:var(--better)}.worse{border-color:var(--worse)}.caution,.refusal{border-color:var(--caution)}
    .better .standing{color:var(--better)}.worse .standing{color:var(--worse)}.caution .standing,.refusal .standing{color:var(--caution)}
    .rules{padding:0;margin:12px 0;list-style:none;counter-reset:rule}.rule{display:grid;grid-template-columns:28px 116px minmax(0,1fr);gap:0 12px;padding:8px 0;border-top:1px solid var(--grid);counter-increment:rule;font-size:15px}
    .rule::before{content:counter(rule);color:var(--muted);text-align:right;font-variant-numeric:tabular-nums}.rule p{margin:0}
    .outcome{font-weight:700;font-size:14px}.rule.pass .outcome{color:var(--better)}.rule.fail .outcome{color:var(--worse)}.rule.na .outcome{color:var(--muted);font-weight:400}
    .evidence,.use{color:var(--muted)}.references li{max-width:84ch;margin:6px 0;font-size:15px;overflow-wrap:anywhere}
    data{font-variant-numeric:tabular-nums}
    .claim data{font-weight:700}
    figure{margin:22px 0 34px;position:relative}.plot{overflow-x:auto;position:relative}.plot svg{display:block;max-width:none}
    .headline{font-weight:700;margin:0 0 10px;max-width:76ch;overflow-wrap:anywhere}.see{font-size:14px;white-space:nowrap}
    .tip{position:absolute;z-index:5;pointer-events:none;background:var(--bg);border:1px solid var(--rule);border-radius:6px;padding:6px 10px;font-size:13px;line-height:1.4;max-width:260px;overflow-wrap:anywhere;box-shadow:0 2px 8px #0002}
    .tip b{display:block}.cross{fill:var(--bg);stroke:var(--ink);stroke-width:2}.hair{stroke:var(--rule);stroke-dasharray:2 3;fill:none}
    .brush{fill:var(--link);fill-opacity:.14;stroke:var(--link)}.plot[data-figure] svg{touch-action:pan-x pan-y}.legend[data-k],.label[data-k]{cursor:pointer}.cross,.hair,.brush{pointer-events:none}
    figcaption,caption{font-size:14px;color:var(--muted);text-align:left}
    figcaption p{max-width:84ch;margin:6px 0}figcaption b,caption b{color:var(--ink)}
    .below{display:flex;gap:4px 20px;flex-wrap:wrap;align-items:baseline}.below details{min-width:0}.below details[open]{flex-basis:100%}
    caption{padding:6px 0;max-width:84ch}
    .scroll{overflow-x:auto;margin:14px 0}
    table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums;border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink)}
    th,td{padding:5px 0 5px 20px;white-space:nowrap;text-align:right;vertical-align:baseline;font-weight:400}
    th:first-child{padding-left:0}td.i{text-align:left;padding-left:7px}tbody tr:hover{background:var(--card)}
    tbody tr:nth-child(5n):not(:last-child)>*{border-bottom:1px solid var(--grid)}
    th.name,td.name{text-align:left}tbody th{max-width:340px;overflow:hidden;text-overflow:ellipsis}
    thead th{border-bottom:1px solid var(--ink);font-weight:700;vertical-align:bottom}
    thead button{background:none;border:0;padding:0;min-width:24px;min-height:24px;font-weight:700;text-align:inherit}thead [aria-sort] button::after{content:" ▲"}thead [aria-sort=descending] button::after{content:" ▼"}
    td.i{color:var(--muted);font-size:13px}
    .remarks li{max-width:80ch;margin:4px 0;overflow-wrap:anywhere}
    .facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 20px;font-size:15px;margin:12px 0}
    .facts dt{color:var(--muted)}.facts dd{margin:0;overflow-wrap:anywhere}
    pre{background:var(--card);padding:12px;overflow-x:auto;font-size:13px}
    .foot{color:var(--muted);font-size:14px;border-top:1px solid var(--grid);margin-top:48px;padding-bottom:32px}
    @media(max-width:860px){.layout{display:block}.contents{position:static;padding-top:12px}.contents ol{display:flex;flex-wrap:wrap;gap:0 16px}
    .facts{grid-template-columns:minmax(0,2fr) minmax(0,3fr)}}
    @media(max-width:560px){.rule{grid-template-columns:24px minmax(0,1fr)}.rule>div{grid-column:2}.top,.layout,.foot{padding-left:16px;padding-right:16px}.finding{grid-template-columns:minmax(0,1fr)}}
    @media print{:root,:root[data-theme=dark]{\(light)}@page{size:A4;margin:16mm}body{font-size:10pt}
    .contents,.tools,.skip,.anchor,.actions,.tip,figcaption details{display:none}thead button{color:inherit}.references a::after{content:""}.layout{display:block}.scroll,.plot{overflow:visible}
    .plot svg{max-width:100%;height:auto}table{font-size:7.5pt}th,td{padding-left:7px;white-space:normal}td.i{font-size:7pt}.dim{opacity:1}figure,table,.finding{break-inside:avoid}h2{break-after:avoid}}
    """
}
