// Builds the static assets: one style sheet, one script, fonts, licences, manifest.
//
//   npm ci && node build.mjs          writes src/allmende/ui/static/allmende/
//   node build.mjs --check            fails when what is committed differs from a fresh build
//
// The output is committed; running Allmende needs no Node.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { slimKern } from "./kern.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const target = join(here, "../src/allmende/ui/static/allmende");
const browsers = ["chrome120", "firefox121", "safari16.4", "edge120"];

const FIRST_VIEW_LIMIT = 85_000; // bytes of style and script gzipped and the fonts of our languages; the page itself needs the rest of 100 kB

const read = (path) => readFile(path, "utf8");
const sha256 = (body) => createHash("sha256").update(body).digest("hex");
const version = async (name) => JSON.parse(await read(join(modules, name, "package.json"))).version;
const withoutMap = (text) => text.replace(/\n?\/[/*][#@] sourceMappingURL=.*?(\*\/|$)/gm, "");

async function styles() {
  const own = await withFontHashes(await read(join(here, "src/allmende.css")));
  const studio = await read(join(here, "src/studio.css"));
  const kern = slimKern(await read(join(modules, "@kern-ux/native/dist/kern.css")), own + studio);
  const banner = `/*! KERN UX ${await version("@kern-ux/native")}, EUPL-1.2, parts of it, with the styles of Allmende, EUPL-1.2 */\n`;
  const portal = await esbuild.transform(kern + own, { loader: "css", minify: true, target: browsers });
  const more = await esbuild.transform(studio, { loader: "css", minify: true, target: browsers });
  return { "allmende.css": banner + withoutMap(portal.code), "studio.css": more.code };
}

// Fonts are named with their content's hash, as {% static %} does, so that browsers may keep them for ever.
async function withFontHashes(css) {
  const found = await fonts();
  return css.replace(/url\("(fonts\/[\w.-]+)"\)/g, (_, name) => `url("${name}?v=${sha256(found[name]).slice(0, 10)}")`);
}

async function scripts() {
  const htmx = withoutMap(await read(join(modules, "htmx.org/dist/htmx.min.js")));
  const own = await esbuild.transform(await read(join(here, "src/allmende.js")), { minify: true, target: browsers });
  const banner = `/*! htmx ${await version("htmx.org")}, 0BSD, with the script of Allmende, EUPL-1.2 */\n`;
  return { "allmende.js": `${banner}${htmx.trim()}\n${own.code}` };
}

async function fonts() {
  const files = {};
  for (const name of (await readdir(join(here, "fonts"))).sort()) files[`fonts/${name}`] = await readFile(join(here, "fonts", name));
  return files;
}

async function licences() {
  return {
    "licences/kern-EUPL-1.2.md": await read(join(modules, "@kern-ux/native/LICENSE.md")),
    "licences/htmx-0BSD.txt": await read(join(modules, "htmx.org/LICENSE")),
    "licences/fira-sans-OFL-1.1.txt": await read(join(here, "licences/fira-sans-OFL-1.1.txt")),
  };
}

function manifest(files, versions) {
  const entries = Object.entries(files).map(([name, body]) => [
    name,
    { bytes: Buffer.byteLength(body), sha256: sha256(body) },
  ]);
  return JSON.stringify({ made_by: "frontend/build.mjs", versions, files: Object.fromEntries(entries.sort()) }, null, 2) + "\n";
}

async function build() {
  const files = { ...(await styles()), ...(await scripts()), ...(await fonts()), ...(await licences()) };
  const versions = {};
  for (const name of ["@kern-ux/native", "htmx.org", "esbuild"]) versions[name] = await version(name);
  files["manifest.json"] = manifest(files, versions);
  return { ...files, ...compressed(files) };
}

// Served as they are to browsers that accept them. Compared by content: other Node versions compress a little differently.
function compressed(files) {
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  const siblings = {};
  for (const name of Object.keys(files).filter((n) => /\.(css|js)$/.test(n))) {
    siblings[`${name}.gz`] = gzipSync(files[name], { level: 9 });
    siblings[`${name}.br`] = brotliCompressSync(files[name], best);
  }
  return siblings;
}

const opened = (name, body) => (name.endsWith(".gz") ? gunzipSync(body) : name.endsWith(".br") ? brotliDecompressSync(body) : body);

async function existing(folder) {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((e) => e.isFile()).map((e) => relative(target, join(e.parentPath ?? e.path, e.name)));
}

async function check(files) {
  const names = new Set([...Object.keys(files), ...(await existing(target))]);
  const stale = [];
  for (const name of names) {
    const committed = await readFile(join(target, name)).catch(() => null);
    if (!committed || !files[name] || !opened(name, committed).equals(opened(name, Buffer.from(files[name])))) stale.push(name);
  }
  if (stale.length) {
    console.error(`Not what a fresh build gives: ${stale.join(", ")}. Run node build.mjs and commit.`);
    process.exit(1);
  }
}

const files = await build();
const fontBytes = Object.keys(files).filter((name) => name.endsWith("-latin.woff2")).reduce((sum, name) => sum + files[name].length, 0);
const firstView = files["allmende.css.gz"].length + files["allmende.js.gz"].length + fontBytes;
if (firstView > FIRST_VIEW_LIMIT) {
  console.error(`Style, script and fonts are ${firstView} bytes, allowed are ${FIRST_VIEW_LIMIT}.`);
  process.exit(1);
}
if (process.argv.includes("--check")) {
  await check(files);
} else {
  await rm(target, { recursive: true, force: true });
  for (const [name, body] of Object.entries(files)) {
    await mkdir(dirname(join(target, name)), { recursive: true });
    await writeFile(join(target, name), body);
  }
}
console.log(`${Object.keys(files).length} files, style, script and fonts ${firstView} bytes`);
