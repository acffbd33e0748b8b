"""Uses a page as a reader does, with a real pointer and real keys: reads figures out, zooms them, filters, sorts and saves.
Gives the faults. Part of scripts/check_pages.py."""

import time

# Keeps what the page saves, and lets no download begin.
WATCH = """
window.saved = [];
const give = URL.createObjectURL.bind(URL);
URL.createObjectURL = blob => { const entry = {type: blob.type, text: ''}; saved.push(entry); blob.text().then(text => { entry.text = text; }); return give(blob); };
HTMLAnchorElement.prototype.click = function () { saved.push({file: this.download}); };"""
# The first figure that has both marks to read and an axis to zoom, or else any with marks; its panel and marks on the screen.
FIND = """
const all = [...document.querySelectorAll('.plot[data-figure]')].map(plot => ({plot, data: JSON.parse(plot.dataset.figure)}));
const found = all.filter(f => f.data.p.length > 1 && f.data.a.some(a => a[4]))[arguments[0]] || null;
if (!found) return null;
const svg = found.plot.querySelector('svg');
svg.scrollIntoView({block: 'center'});
const box = svg.getBoundingClientRect();
const [l, t, r, b] = found.data.a[0];
const inside = found.data.p.filter(p => p[0] >= l && p[0] <= r && p[1] >= t && p[1] <= b && box.top + p[1] > 0 && box.top + p[1] < innerHeight);
return {name: found.plot.dataset.name, panel: [box.left + l, box.top + Math.max(t, -box.top), box.left + r, Math.min(box.top + b, innerHeight)],
  marks: inside.map(p => [box.left + p[0], box.top + p[1]]), count: found.data.p.length};"""
STATE = """
const plot = document.querySelector(`.plot[data-name="${CSS.escape(arguments[0])}"]`), figure = plot.closest('figure');
const tip = figure.querySelector('.tip'), texts = [...plot.querySelectorAll('.axis text')].filter(t => t.getClientRects().length).map(t => t.textContent);
const moved = [...plot.querySelectorAll('.data path, .data circle')].map(n => n.getBoundingClientRect()).map(b => Math.round(b.left) + ' ' + Math.round(b.right)).join();
return {tip: tip && !tip.hidden ? tip.textContent : '', texts, moved, link: location.hash, focus: document.activeElement === plot};"""
SORT = """
const head = document.querySelector('thead th.number'), table = head?.closest('table');
if (!table) return [];
let column = 0;
for (const other of head.parentNode.cells) { if (other === head) break; column += other.colSpan; }
const values = () => [...table.tBodies[0].rows].map(r => r.cells[column].dataset.value).filter(v => v !== undefined).map(Number), faults = [];
head.querySelector('button').click();
if (values().some((v, i, all) => i && v < all[i - 1])) faults.push('a column did not sort');
if (head.getAttribute('aria-sort') !== 'ascending') faults.push('the order of a column is not told');
head.querySelector('button').click();
if (values().some((v, i, all) => i && v > all[i - 1])) faults.push('a column did not sort backwards');
return faults;"""
FILTER = """
const chips = [...document.querySelectorAll('[data-f]')], faults = [];
if (!chips.length) return faults;
const shown = () => [...document.querySelectorAll('.data[data-k]')].filter(n => n.getClientRects().length).length, before = shown();
// A chip of one memory size leaves every curve over memory; some other chip must hide one.
const hides = chip => { chip.click(); const less = shown() < before; chip.click(); return less; };
const chip = chips.find(hides) ?? chips[0];
chip.click();
if (before && shown() >= before) faults.push('a filter hid no curve');
if (!document.querySelector('tr.off') && !document.querySelector('g.off')) faults.push('a filter hid nothing');
if (!location.hash.includes('?')) faults.push('a filter left no link');
if (!/\\d+ of \\d+/.test(document.querySelector('.filters [role=status]').textContent)) faults.push('a filter did not say how much is shown');
chip.click();
if (document.querySelector('.off:not(.cross)')) faults.push('a filter stayed');
return faults;"""
SAVE = """
for (const button of document.querySelectorAll('.actions button')) if (/^Save/.test(button.textContent)) button.click();"""
SAVED = """
const faults = [], of = type => saved.filter(s => s.type === type);
const figures = document.querySelectorAll('figure').length, tables = document.querySelectorAll('table').length;
const pictures = of('image/svg+xml').map(s => new DOMParser().parseFromString(s.text, 'image/svg+xml'));
if (pictures.length < figures) faults.push('a figure was not saved');
for (const picture of pictures) {
  if (picture.querySelector('parsererror')) faults.push('a saved figure is not well-formed');
  if (picture.querySelector('[class],script,.cross')) faults.push('a saved figure depends on the page');
}
if (figures && of('image/png').length < figures) faults.push('a picture was not saved: ' + of('image/png').length + ' of ' + figures);
if (of('text/csv').length < tables) faults.push('a table was not saved');
if (of('text/csv').some(s => s.text.split('\\r\\n').length < 3)) faults.push('a saved table is empty');
return faults;"""


def pointer(driver, kind, x, y, held=False):
    pressed = kind in ("mousePressed", "mouseReleased")
    driver.execute_cdp_cmd(
        "Input.dispatchMouseEvent",
        {"type": kind, "x": x, "y": y, "button": "left" if pressed else "none", "buttons": int(held), "clickCount": int(pressed)},
    )


def key(driver, name):
    event = {"key": name, "text": name} if len(name) == 1 else {"key": name, "code": name}
    for kind in ("keyDown", "keyUp"):
        driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": kind, **(event if kind == "keyDown" else {"key": name})})


def read_and_zoom(driver, index):
    """The faults of one figure: read-outs at the pointer and by keys, zoom by drawing and by keys, and the link."""
    figure = driver.execute_script(FIND, index)
    if figure is None:
        return []
    faults = []
    name = figure["name"]

    def state():
        time.sleep(0.03)
        return driver.execute_script(STATE, name)

    whole = state()
    left, top, right, bottom = figure["panel"]
    if figure["marks"]:
        pointer(driver, "mouseMoved", *figure["marks"][len(figure["marks"]) // 2])
        if not any(c.isdigit() for c in state()["tip"]):
            faults.append("no read-out at the pointer")
    middle = (top + bottom) / 2
    pointer(driver, "mousePressed", left + 0.3 * (right - left), middle, held=True)
    for share in (0.4, 0.5, 0.6):
        pointer(driver, "mouseMoved", left + share * (right - left), middle, held=True)
    pointer(driver, "mouseReleased", left + 0.6 * (right - left), middle)
    zoomed = state()
    if zoomed["moved"] == whole["moved"] or zoomed["texts"] == whole["texts"]:
        faults.append("drawing over a stretch did not zoom")
    if f"x.{name}=" not in zoomed["link"]:
        faults.append("the zoom left no link")
    if not zoomed["focus"]:
        faults.append("the figure did not take the keys")
    key(driver, "0")
    again = state()
    if again["moved"] != whole["moved"] or again["texts"] != whole["texts"] or f"x.{name}=" in again["link"]:
        faults.append("the figure did not come back whole")
    tips = set()
    for _ in range(3):
        key(driver, "ArrowRight")
        tips.add(state()["tip"])
    if len(tips) < min(3, figure["count"]) or "" in tips:
        faults.append("no read-out by keys")
    key(driver, "+")
    if state()["moved"] == whole["moved"]:
        faults.append("plus did not zoom")
    key(driver, "-")
    key(driver, "0")
    key(driver, "Escape")
    if state()["tip"]:
        faults.append("the read-out stays after Escape")
    return [f"{name}: {fault}" for fault in faults] + open_link(driver, name, zoomed)


def open_link(driver, name, zoomed):
    """Whether the link of a view gives the view again."""
    address = driver.current_url.split("#")[0]
    driver.get("about:blank")
    driver.get(address + zoomed["link"])
    is_same = driver.execute_script(STATE, name)["texts"] == zoomed["texts"]
    driver.get("about:blank")
    driver.get(address)
    return [] if is_same else [f"{name}: the link did not zoom"]


def use(driver):
    """The faults of the open page."""
    faults = [fault for index in range(4) for fault in read_and_zoom(driver, index)]
    address = driver.current_url.split("#")[0]
    driver.get("about:blank")
    driver.get(address)
    driver.execute_script(WATCH)
    faults += driver.execute_script(SORT) + driver.execute_script(FILTER)
    driver.execute_script(SAVE)
    for _ in range(20):
        time.sleep(0.25)
        left = driver.execute_script(SAVED)
        if not left:
            break
    return faults + left
