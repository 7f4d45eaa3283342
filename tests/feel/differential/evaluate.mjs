// Reads expressions, one JSON string a line; writes the value of each as one line of JSON.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(process.env.FEELIN_HOME + '/');
const { evaluate } = await import(pathToFileURL(require.resolve('feelin')).href);
const context = { a: 1, b: 'x', xs: [1, 2, 3], ps: [{ k: 1, v: 'p' }, { k: 2, v: 'q' }] };

function plain(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? { n: String(value) } : null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  }
  return { other: String(value.constructor && value.constructor.name) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const result = evaluate(JSON.parse(line), context);
    answer = plain(result !== null && typeof result === 'object' && 'warnings' in result ? result.value : result);
  } catch (error) {
    answer = { error: String(error.name) };
  }
  console.log(JSON.stringify(answer));
}
