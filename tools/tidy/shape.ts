/** How a file looks: its length, its header, what it exports, where it stands. */
import type { Source, Violation } from './sources.ts';

const longestFunction = 70;
const longestFile = 500;
const longestTest = 800;
const drawers = ['utils', 'util', 'common', 'helpers', 'shared', 'types', 'misc'];

export function checkShape(source: Source): Violation[] {
  const { path, lines, isTest } = source;
  const found: Violation[] = [];
  const report = (line: number, rule: string, sentence: string) => found.push({ path, line, rule, sentence });

  const drawer = path.split('/').find((part) => drawers.includes(part.replace(/\.\w+$/, '')));
  if (drawer) report(1, 'name', `"${drawer}" says nothing; name the topic.`);
  const limit = isTest ? longestTest : longestFile;
  if (lines > limit) report(limit, 'file-length', `${lines} lines; a file has at most ${limit}.`);
  if (source.defaultExportLine) {
    report(source.defaultExportLine, 'default-export', 'Exports have names.');
  }
  if (onlyReexports(source)) {
    report(1, 're-export', 'A file that only re-exports hides where things stand.');
  }
  for (const { line, lines: length } of isTest ? [] : source.functions) {
    if (length <= longestFunction) continue;
    report(line, 'function-length', `${length} lines; a function has at most ${longestFunction}.`);
  }
  return [...found, ...checkComments(source), ...checkFace(source)];
}

function onlyReexports({ program: { body } }: Source): boolean {
  const imports = body.filter(({ type }) => type === 'ImportDeclaration');
  const passedOn = body.filter(
    (statement) => statement.type === 'ExportAllDeclaration' || (statement.type === 'ExportNamedDeclaration' && !statement.declaration),
  );
  return passedOn.length > 0 && imports.length + passedOn.length === body.length;
}

function checkComments(source: Source): Violation[] {
  return source.comments.flatMap(({ value, start }) => {
    const at = { path: source.path, line: source.lineAt(start) };
    if (/\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d)/.test(value)) {
      return [{ ...at, rule: 'todo', sentence: 'A mark for later carries the number of its issue.' }];
    }
    if (/@ts-(ignore|nocheck)\b/.test(value)) {
      return [{ ...at, rule: 'suppression', sentence: 'Use @ts-expect-error, with a reason.' }];
    }
    const silenced = /^\s*(@ts-expect-error(?<words>.*)|(?:ox|es)lint-disable\S*(?<rest>.*))/s.exec(value);
    const why = silenced && (silenced.groups!['words'] ?? /--(.*)/s.exec(silenced.groups!['rest']!)?.[1] ?? '');
    if (why === null || /\w+\s+\w+/.test(why)) return [];
    return [{ ...at, rule: 'suppression', sentence: 'A suppression says why, after " -- ".' }];
  });
}

/** A module's face tells its story, and every function it offers says what it promises. */
function checkFace(source: Source): Violation[] {
  const { path, text, comments } = source;
  const [, module, name] = /^server\/([^/]+)\/([^/]+)\.ts$/.exec(path) ?? [];
  if (!module || module !== name) return [];
  const found: Violation[] = [];
  const header = /^(\s*\/\*\*[\s\S]*?\*\/|(\/\/[^\n]*\n)+)/.exec(text)?.[0] ?? '';
  if (header.trim().split('\n').length < 3) {
    const sentence = 'A face opens with its story: what it is for, in steps, what it owns.';
    found.push({ path, line: 1, rule: 'face-header', sentence });
  }
  for (const statement of source.program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || !isFunction(statement.declaration)) continue;
    const comment = comments.findLast(({ end }) => end <= statement.start);
    const attached = comment && comment.start > 0 && /^\s*$/.test(text.slice(comment.end, statement.start));
    if (attached && comment.type === 'Block') continue;
    const sentence = 'A function of a face has a doc comment: its promise and its surprise.';
    found.push({ path, line: source.lineAt(statement.start), rule: 'doc-comment', sentence });
  }
  return found;
}

type Declaration = Extract<Source['program']['body'][number], { type: 'ExportNamedDeclaration' }>['declaration'];

function isFunction(declaration: Declaration): boolean {
  if (declaration?.type === 'FunctionDeclaration') return true;
  if (declaration?.type !== 'VariableDeclaration') return false;
  return declaration.declarations.some(({ init }) => init?.type === 'ArrowFunctionExpression');
}
