// Pictures of the kinds of files and spaces, and of what is done with them: outlines on a grid of 24.

import type { FileKind, SpaceKind } from "../api/drive";

const SVG = "http://www.w3.org/2000/svg";
const SHEET = "M6 2.5h8l4.5 4.5v14.5h-12.5z M14 2.5v4.5h4.5";

type Picture = FileKind | SpaceKind | "download";

const PATHS: Readonly<Record<Picture, string>> = {
  folder: "M3 6.5h6l2 2.5h10v10.5h-18z",
  picture: "M3.5 5h17v14h-17z M3.5 16l4.5-4.5 4 4 3-2.5 5.5 4.5 M15.5 9.5h.01",
  video: "M3.5 5h17v14h-17z M10 9v6l5-3z",
  audio: "M9 18.5v-12l10-2v12 M9 18.5a2.5 2.5 0 1 1-5 0a2.5 2.5 0 1 1 5 0 M19 16.5a2.5 2.5 0 1 1-5 0a2.5 2.5 0 1 1 5 0",
  document: `${SHEET} M9 12h6.5 M9 15h6.5 M9 18h4`,
  sheet: `${SHEET} M9 11.5h6.5v7h-6.5z M9 15h6.5 M12.2 11.5v7`,
  slides: `${SHEET} M9 12h6.5v5h-6.5z`,
  archive: `${SHEET} M10 4.5h2 M10 7.5h2 M10 10.5h2 M10 13.5h2.5v3.5h-2.5z`,
  application: "M4 4h16v16h-16z M4 8.5h16 M7 6.3h.01 M9.5 6.3h.01",
  other: SHEET,
  download: "M12 4v11 M7.5 11l4.5 4.5 4.5-4.5 M5 19.5h14",
  personal: "M12 11.5a4 4 0 1 0 0-8a4 4 0 1 0 0 8z M4.5 20.5c0-4 3.3-6.5 7.5-6.5s7.5 2.5 7.5 6.5z",
  department: "M4.5 20.5v-17h9v17z M13.5 8.5h6v12h-6 M7.5 7.5h3 M7.5 11h3 M7.5 14.5h3",
  group: "M9 11.5a3.5 3.5 0 1 0 0-7a3.5 3.5 0 1 0 0 7z M2.5 19.5c0-3.5 2.9-5.5 6.5-5.5s6.500 2 6.500 5.500z M15.500 4.800a3.500 3.500 0 0 1 0 6.400 M17.500 14.300c2.400.7 4 2.500 4 5.200",
};

export function icon(kind: Picture): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${kind}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[kind]);
  svg.append(path);
  return svg;
}
