/** Tabs: several panels in one place, of which one is seen (ARIA Authoring Practices, tabs with automatic activation). */

import { h } from "./dom.js";
import { nextId } from "./ids.js";

/** Make a list of tabs named `label` over panels, `[{name, panel}]`; returns its node and `open(name)`. */
export function tabList(label, pages) {
  const tabs = pages.map(({ name, panel }) => tab(name, panel));
  const open = (chosen) => {
    tabs.forEach((one, index) => {
      const { panel } = pages[index];
      one.setAttribute("aria-selected", String(one === chosen));
      one.tabIndex = one === chosen ? 0 : -1;
      panel.hidden = one !== chosen;
    });
  };
  const pressed = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs.at((tabs.indexOf(document.activeElement) + step) % tabs.length);
    open(next);
    next.focus();
  };
  for (const one of tabs) one.addEventListener("click", () => open(one));
  open(tabs[0]);
  const node = h("div", { class: "tabs", role: "tablist", "aria-label": label, keydown: pressed }, tabs);
  return { node, open: (name) => open(tabs.find((one) => one.textContent === name)) };
}

function tab(name, panel) {
  const ids = { tab: nextId("tab"), panel: nextId("panel") };
  panel.id = ids.panel;
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", ids.tab);
  panel.tabIndex = 0;
  return h("button", { type: "button", role: "tab", id: ids.tab, "aria-controls": ids.panel }, name);
}
