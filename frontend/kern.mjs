// Keeps of KERN what Allmende uses: all components, one theme, no grid and spacing classes, no unused token.
// Classes keep their names and rules keep their order, so KERN's own documentation stays true.

// Sections of kern.css, named by the SCSS file they come from, that are left out.
const LEFT_OUT = ["_dropdown.scss", "_kopfzeile.scss", "_grid.scss", "_spacing.scss", "_flex-grid-system.scss"];

// Icons nobody uses here.
const ICONS_LEFT_OUT = [
  "brightness-medium", "dark-mode", "light-mode", "keyboard-double-arrow-left", "keyboard-double-arrow-right", "question-mark",
];

function sections(css) {
  const starts = [...css.matchAll(/\/\*\*\s*\n?\s*\*\s*@file (\S+)/g)].map((m) => ({ at: m.index, name: m[1] }));
  const parts = [{ name: "", text: css.slice(0, starts[0].at) }];
  starts.forEach((s, i) => parts.push({ name: s.name, text: css.slice(s.at, starts[i + 1]?.at ?? css.length) }));
  return parts;
}

// Top-level rules of a piece of formatted CSS: [selector or at-rule, whole text].
export function rules(css) {
  const found = [];
  let depth = 0;
  let start = 0;
  let quote = "";
  for (let i = 0; i < css.length; i += 1) {
    const c = css[i];
    if (quote) {
      if (c === quote) quote = "";
    } else if (c === '"' || c === "'") quote = c;
    else if (c === "{") depth += 1;
    else if (c === "}") {
      depth -= 1;
      if (depth === 0) {
        const text = css.slice(start, i + 1).trim();
        found.push([text.slice(0, text.indexOf("{")).trim(), text]);
        start = i + 1;
      }
    }
  }
  return found;
}

const isDark = (selector) => /data-kern-theme=dark|kern-dark/.test(selector) && !/light/.test(selector);
const isScheme = (selector) => /prefers-color-scheme/.test(selector);
const isUnusedIcon = (selector) => ICONS_LEFT_OUT.some((name) => selector.includes(`kern-icon--${name}`));

// Prefixed masks repeat 25 kB of pictures for browsers that are gone.
const withoutPrefixedMasks = (text) => text.replace(/^\s*-webkit-mask(-[a-z]+)?:.*;\n/gm, "");

function withoutUnusedTokens(css, alsoRead) {
  for (;;) {
    const used = new Set([...(css + alsoRead).matchAll(/var\(\s*(--[\w-]+)/g)].map((m) => m[1]));
    const next = css.replace(/^\s*(--[\w-]+):[^;]*;\n/gm, (line, name) => (used.has(name) ? line : ""));
    if (next === css) return css;
    css = next;
  }
}

export function slimKern(css, ownCss) {
  const kept = sections(css.replace('@charset "UTF-8";', "")).filter((part) => !LEFT_OUT.includes(part.name));
  const plain = kept.map((part) => part.text).join("\n").replace(/\/\*[\s\S]*?\*\//g, "");
  const chosen = rules(plain).filter(([selector, text]) => {
    if (isScheme(selector) || isDark(selector)) return false;
    if (isUnusedIcon(selector)) return false;
    return !(selector.startsWith("@media") && isUnusedIcon(text));
  });
  return withoutUnusedTokens(withoutPrefixedMasks(chosen.map(([, text]) => text).join("\n")), ownCss);
}
