/** The page's pictograms, as inline SVG, so that nothing is loaded. */

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  close: "M5 5l10 10M15 5L5 15",
  chevron: "M5 8l5 5 5-5",
  hash: "M8 3L6 17M14 3l-2 14M4 7.5h13M3 12.5h13",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  send: "M3 17l15-7L3 3l2 7zM5 10h7",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  more: "M10 4v.2M10 10v.2M10 16v.2",
  plus: "M10 4v12M4 10h12",
  back: "M12 4l-6 6 6 6",
  thread: "M3 4h14v10H9l-4 3v-3H3zM6.5 7.5h7M6.5 10.5h4.5",
  warning: "M10 3L2 17h16zM10 8v4M10 14.2v.6",
};

/** Draw a pictogram; it is hidden from screen readers. */
export function icon(name) {
  return svg({ class: `icon icon-${name}`, "aria-hidden": "true" }, [{ d: PATHS[name] }]);
}

/** Draw paths, given by their attributes, in a square of 20 by 20. */
export function svg(attributes, paths) {
  const node = element("svg", { viewBox: "0 0 20 20", ...attributes });
  node.append(...paths.map((path) => element("path", path)));
  return node;
}

/** Draw the app's picture. */
export function appIcon() {
  const image = document.createElement("img");
  image.src = "/static/icon.svg";
  image.alt = "";
  image.className = "app-icon";
  return image;
}

function element(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
