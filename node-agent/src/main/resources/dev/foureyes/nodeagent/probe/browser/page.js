// What the node looks at in a page, and does there. It runs in a world of its own, which shares the page's elements and nothing else:
// the page can neither see nor change it. `what` is one of the names below; `input` is data of the test, which is never run.
function (what, input) {
  const MAX_TEXT = 65536;
  const clean = (text) => (text || "").replace(/\s+/g, " ").trim();
  const label = (text) => clean(text).replace(/\s*[*:]+$/, "");
  // Without what is chosen or written in fields that stand in the label.
  const labelText = (node) =>
    node.nodeType === Node.TEXT_NODE ? node.data : isField(node) ? " " : [...node.childNodes].map(labelText).join("");
  const isField = (e) => /^(input|textarea|select)$/i.test(e.tagName || "");
  const isSeen = (e) => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };

  const innermost = (all) => all.filter((e) => !all.some((other) => other !== e && e.contains(other)));
  const byText = (wanted) => {
    const has = (e) => {
      if (/^(script|style|noscript|template|head|title)$/i.test(e.tagName)) return false;
      if (/^(submit|button|reset)$/i.test(e.type || "") && clean(e.value) === wanted) return true;
      return (e.textContent || "").length < 20 * wanted.length + 2000 && clean(e.textContent) === wanted;
    };
    return innermost([...document.querySelectorAll("body *")].filter(has));
  };
  const byLabel = (wanted) =>
    [...document.querySelectorAll("input,textarea,select,[contenteditable],[role=textbox],[role=combobox]")].filter((e) =>
      [
        ...[...(e.labels || [])].map(labelText),
        e.getAttribute("aria-label"),
        ...(e.getAttribute("aria-labelledby") || "").split(/\s+/).map((id) => id && document.getElementById(id)?.textContent),
        e.getAttribute("placeholder"),
      ].some((name) => name && label(name) === label(wanted)),
    );
  // The element, or why there is none.
  const find = () => {
    let all;
    try {
      all =
        "css" in input ? [...document.querySelectorAll(input.css)] : "text" in input ? byText(clean(input.text)) : byLabel(input.label);
    } catch (e) {
      return { state: "invalid" };
    }
    const seen = all.find(isSeen);
    return seen ? { state: "ready", element: seen } : { state: all.length ? "hidden" : "absent" };
  };

  const describe = (e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.classList.length ? "." + e.classList[0] : "");
  const point = () => {
    const found = find();
    if (!found.element) return found;
    const e = found.element;
    if (e.disabled) return { state: "disabled" };
    e.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = e.getBoundingClientRect();
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    const hit = document.elementFromPoint(x, y);
    const isHit = hit && (hit === e || e.contains(hit) || e.shadowRoot?.contains(hit) || hit.closest("label")?.control === e);
    return isHit ? { state: "ready", x, y } : { state: "covered", by: hit ? describe(hit) : "nothing that can be clicked" };
  };
  const focus = (isToFill) => {
    const found = find();
    if (!found.element) return found;
    const e = found.element;
    if (e.disabled) return { state: "disabled" };
    if (isToFill && e.readOnly) return { state: "readonly" };
    if (isToFill && !(isField(e) && !/^select$/i.test(e.tagName)) && !e.isContentEditable) return { state: "nofield" };
    if (isToFill && /^(checkbox|radio|file|button|submit|reset|image|hidden|range|color)$/i.test(e.type || "")) return { state: "nofield" };
    e.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    e.focus();
    if (isToFill && input.isSecret) e.style.setProperty("-webkit-text-security", "disc", "important");
    if (isToFill && e.select) e.select();
    if (isToFill && e.isContentEditable) getSelection().selectAllChildren(e);
    return { state: document.activeElement === e ? "ready" : "unfocused", isEmpty: isField(e) ? e.value === "" : !e.textContent };
  };
  // Fields such as those for dates take no text from a keyboard.
  const value = () => {
    const e = find().element;
    if (!e) return { state: "absent" };
    const now = isField(e) ? e.value : e.textContent;
    if (now === input.value || !isField(e)) return { state: "ready" };
    if (!/^(date|time|month|week|datetime-local|number)$/i.test(e.type)) return { state: "other" };
    e.value = input.value;
    e.dispatchEvent(new Event("input", { bubbles: true }));
    e.dispatchEvent(new Event("change", { bubbles: true }));
    return { state: e.value === input.value ? "ready" : "other" };
  };
  const select = () => {
    const found = find();
    const e = found.element;
    if (!e) return found;
    if (e.disabled) return { state: "disabled" };
    if (!/^select$/i.test(e.tagName)) return { state: "nofield" };
    const options = [...e.options];
    const option = options.find((o) => clean(o.text) === clean(input.option)) || options.find((o) => o.value === input.option);
    if (!option || option.disabled) return { state: "nooption", options: options.slice(0, 8).map((o) => clean(o.text).slice(0, 40)) };
    e.focus();
    if (!e.multiple) e.selectedIndex = option.index;
    else option.selected = true;
    e.dispatchEvent(new Event("input", { bubbles: true }));
    e.dispatchEvent(new Event("change", { bubbles: true }));
    return { state: "ready" };
  };

  const read = () => {
    if (input.whole) return { state: "ready", text: clean(document.body?.innerText).slice(0, MAX_TEXT) };
    const found = find();
    const e = found.element;
    if (!e) return found;
    const text = /^select$/i.test(e.tagName) ? e.selectedOptions[0]?.text : isField(e) ? e.value : e.innerText;
    return { state: "ready", text: clean(text).slice(0, MAX_TEXT) };
  };
  const shows = () => {
    const fields = [...document.querySelectorAll("input,textarea")].filter((e) => {
      const isMasked = e.type === "password" || getComputedStyle(e).webkitTextSecurity !== "none";
      return !isMasked && e.type !== "hidden";
    });
    const texts = [document.body?.innerText || "", ...fields.map((e) => e.value)];
    const frames = document.querySelectorAll("iframe,frame,object,embed,canvas").length; // they may show what they like
    return { shows: frames > 0 || input.secrets.some((s) => texts.some((t) => t.includes(s) || clean(t).includes(clean(s)))) };
  };

  // What the browser has timed. Layout shifts are put together into session windows as Web Vitals defines them.
  const entries = (type) =>
    new Promise((resolve) => {
      const all = [];
      let observer;
      const done = () => {
        observer?.disconnect();
        resolve(all);
      };
      try {
        observer = new PerformanceObserver((list) => {
          all.push(...list.getEntries());
          setTimeout(done, 0);
        });
        observer.observe({ type, buffered: true });
        setTimeout(done, 60);
      } catch (e) {
        done();
      }
    });
  const shift = (all) => {
    let worst = 0;
    let sum = 0;
    let first = 0;
    let last = 0;
    for (const e of all.filter((each) => !each.hadRecentInput)) {
      const isSame = sum > 0 && e.startTime - last < 1000 && e.startTime - first < 5000;
      sum = isSame ? sum + e.value : e.value;
      first = isSame ? first : e.startTime;
      last = e.startTime;
      worst = Math.max(worst, sum);
    }
    return worst;
  };
  const timings = async () => {
    const [paints, largest, shifts] = await Promise.all(["paint", "largest-contentful-paint", "layout-shift"].map(entries));
    const way = performance.getEntriesByType("navigation")[0];
    const lcp = largest[largest.length - 1];
    const result = { cls: shift(shifts), title: clean(document.title).slice(0, 1000) };
    if (way && way.responseStart > 0) result.response = way.responseStart;
    if (way && way.domContentLoadedEventEnd > 0) result.dom = way.domContentLoadedEventEnd;
    if (way && way.loadEventEnd > 0) result.load = way.loadEventEnd;
    const fcp = paints.find((e) => e.name === "first-contentful-paint");
    if (fcp) result.fcp = fcp.startTime;
    if (lcp) result.lcp = lcp.startTime;
    return result;
  };

  return { find: () => ({ state: find().state }), point, focus: () => focus(false), fill: () => focus(true), value, select, read, shows, timings }[
    what
  ]();
}
