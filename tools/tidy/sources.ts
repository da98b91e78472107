/** The files tidy looks at, parsed once, with the few facts its rules ask for. */
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync, Visitor, type Comment, type Program } from 'oxc-parser';

export const root = join(import.meta.dirname, '../..');

export interface Import {
  /** A path in this repository for relative imports, otherwise the package's name. */
  target: string;
  inside: boolean;
  typeOnly: boolean;
  names: string[];
  line: number;
}

export interface Source {
  path: string;
  text: string;
  lines: number;
  isTest: boolean;
  program: Program;
  comments: Comment[];
  imports: Import[];
  defaultExportLine: number | undefined;
  functions: { line: number; lines: number }[];
  lineAt(offset: number): number;
}

export interface Violation {
  path: string;
  line: number;
  rule: string;
  sentence: string;
}

/** Every source file of ours; what is generated or foreign stands in ignored folders. */
export function readSources(): Source[] {
  const folders = '{server,lib,web,embed,test,tools}/**/*.{ts,tsx,mjs}';
  return globSync([folders, '*.ts'], { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.endsWith('.d.ts') && !path.includes('/testdata/'))
    .sort()
    .map((path) => parse(path, readFileSync(join(root, path), 'utf8')));
}

export function parse(path: string, text: string): Source {
  const { program, comments, module, errors } = parseSync(path, text, { sourceType: 'module' });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`);
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  const lineAt = (offset: number) => starts.findLastIndex((start) => start <= offset) + 1;
  const imported = (specifier: string, line: number, typeOnly: boolean, names: string[]) => ({
    target: specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier,
    inside: specifier.startsWith('.'),
    typeOnly,
    names,
    line,
  });
  const imports = module.staticImports.map(({ start, moduleRequest, entries }) => {
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    const names = entries.map((entry) => entry.importName.name ?? '*');
    return imported(moduleRequest.value, lineAt(start), typeOnly, names);
  });
  for (const { moduleRequest } of module.dynamicImports) {
    const written = /^(['"])(.+)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (written) imports.push(imported(written[2]!, lineAt(moduleRequest.start), false, ['*']));
  }
  const exported = module.staticExports.flatMap((statement) => statement.entries);
  for (const { moduleRequest, isType, start, importName } of exported) {
    if (!moduleRequest) continue;
    const names = [importName.name ?? '*'];
    imports.push(imported(moduleRequest.value, lineAt(start), isType, names));
  }
  const byDefault = exported.find(({ exportName }) => exportName.kind === 'Default' || exportName.name === 'default');
  return {
    path,
    text,
    lines: text.trimEnd().split('\n').length,
    isTest: /\.test\.tsx?$/.test(path),
    program,
    comments,
    imports,
    defaultExportLine: byDefault && lineAt(byDefault.start),
    functions: functionsOf(program, lineAt),
    lineAt,
  };
}

function functionsOf(program: Program, lineAt: (offset: number) => number): Source['functions'] {
  const functions: Source['functions'] = [];
  const note = ({ start, end }: { start: number; end: number }) => {
    functions.push({ line: lineAt(start), lines: lineAt(end) - lineAt(start) + 1 });
  };
  new Visitor({
    FunctionDeclaration: note,
    FunctionExpression: note,
    ArrowFunctionExpression: note,
  }).visit(program);
  return functions;
}
