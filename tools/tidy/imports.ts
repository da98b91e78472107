/** Who may import what: the order of the modules, faces, purity, SQL and sockets. */
import { builtinModules } from 'node:module';
import { Visitor } from 'oxc-parser';
import type { Import, Source, Violation } from './sources.ts';

/** Where a file stands. Files directly in server/ put the modules together: they are the top. */
interface Place {
  area: string;
  module: string | undefined;
  /** `face`, `rules`, `contract`, `queries`, … or the file's own name. */
  part: string;
}

function placeOf(path: string): Place {
  const parts = path.split('/');
  if (parts[0] !== 'server') return { area: parts.length > 1 ? parts[0]! : 'root', module: undefined, part: '' };
  if (parts.length === 2) return { area: 'top', module: undefined, part: parts[1]! };
  const module = parts[1]!;
  const part = parts[2]!.replace(/(\.test)?\.tsx?$/, '');
  if (module === 'platform') return { area: 'platform', module, part };
  return { area: 'module', module, part: part === module && parts.length === 3 ? 'face' : part };
}

const mounted = ['routes', 'jobs', 'pages', 'contract', 'commands', 'emails', 'engine'];

/** A module imports only earlier modules, from outside only their face; lib and platform none. */
export function checkImports(source: Source, modules: readonly string[]): Violation[] {
  const from = placeOf(source.path);
  return source.imports.flatMap((imported) => {
    const sentence = imported.inside ? refusal(source, from, imported, modules) : undefined;
    return sentence ? [{ path: source.path, line: imported.line, rule: 'imports', sentence }] : [];
  });
}

function refusal(source: Source, from: Place, imported: Import, modules: readonly string[]): string | undefined {
  const to = placeOf(imported.target);
  const tests = source.isTest || from.area === 'test' || from.area === 'tools';
  if (from.area === to.area && from.module === to.module) return undefined;
  if (to.area === 'lib') return undefined;
  if (from.area === 'lib' && !tests) return 'lib/ imports nothing but lib/.';
  if (tests) return to.part === 'queries' ? 'Queries are for their own module.' : undefined;
  if (from.area === 'top' && to.area === 'tools') return undefined;
  if (['test', 'tools', 'web', 'embed'].includes(to.area)) {
    return `Nothing but tests and tools imports ${to.area}/.`;
  }
  if (from.area === 'web' || from.area === 'embed') {
    const shown = to.part === 'contract' || (to.part === 'rules' && imported.typeOnly);
    return shown ? undefined : 'The browser imports only contracts of the server.';
  }
  if (['server/jobs.ts', 'server/modules.ts'].includes(imported.target)) return undefined;
  if (to.area === 'top') return 'Modules know nothing of what puts them together.';
  if (to.area === 'platform') return undefined;
  if (from.area === 'platform') return 'platform/ knows no module.';
  return refusalOfModule({ from, to, imported, modules });
}

function refusalOfModule({
  from,
  to,
  imported,
  modules,
}: {
  from: Place;
  to: Place;
  imported: Import;
  modules: readonly string[];
}): string | undefined {
  const place = modules.indexOf(to.module!);
  if (place < 0) return `${to.module} is not in server/modules.ts.`;
  if (from.area === 'module' && place > modules.indexOf(from.module!)) {
    return `${from.module} comes before ${to.module} in server/modules.ts and may not import it.`;
  }
  if (to.part === 'face') return undefined;
  if (to.part === 'rules' && imported.typeOnly) return undefined;
  if (to.part === 'contract' && from.part === 'contract') return undefined;
  if (to.part === 'seed' && (from.part === 'seed' || from.module === 'demo')) return undefined;
  if (mounted.includes(to.part) && from.area === 'top') return undefined;
  return `From outside, only the face server/${to.module}/${to.module}.ts is imported.`;
}

const database = ['kysely', 'pg', 'pg-copy-streams', 'graphile-worker'];
const sockets = /^((node:)?(net|tls|https?|http2|dgram|dns)(\/|$)|(undici|nodemailer|imapflow)$)/;

/** SQL only in queries.ts, seed.ts and platform/; sockets only in platform/ and delivery/. */
export function checkReach(source: Source): Violation[] {
  const from = placeOf(source.path);
  if (source.isTest || !['module', 'top'].includes(from.area)) return [];
  const found: Violation[] = [];
  const report = (line: number, rule: string, sentence: string) => found.push({ path: source.path, line, rule, sentence });
  for (const { target, names, line } of source.imports) {
    const isSql = database.includes(target) || (target === 'server/platform/db.ts' && names.includes('sql'));
    if (isSql && !['queries', 'seed'].includes(from.part)) report(line, 'sql', 'SQL stands in queries.ts.');
    if (sockets.test(target) && from.module !== 'delivery') {
      report(line, 'sockets', 'Only platform/ and delivery/ reach the network.');
    }
  }
  eachCall(source, (callee, line) => {
    if (callee === 'fetch') report(line, 'sockets', 'Only platform/ and delivery/ reach the network.');
  });
  return found;
}

/** rules.ts, contract.ts, lib/ and what these take from their own folder. */
export function pureFiles(sources: readonly Source[]): Set<string> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const pure = new Set<string>();
  const add = (source: Source) => {
    if (pure.has(source.path)) return;
    pure.add(source.path);
    for (const { target, inside, typeOnly } of source.imports) {
      const next = byPath.get(target);
      const sameModule = placeOf(target).module === placeOf(source.path).module;
      if (inside && !typeOnly && next && sameModule) add(next);
    }
  };
  for (const source of sources) {
    const { area, part } = placeOf(source.path);
    const named = area === 'module' && ['rules', 'contract'].includes(part);
    if ((area === 'lib' || named) && !source.isTest) add(source);
  }
  return pure;
}

/** A pure file reaches no IO and calls no clock or randomness. */
export function checkPurity(source: Source): Violation[] {
  const from = placeOf(source.path);
  const found: Violation[] = [];
  const report = (line: number, sentence: string) => found.push({ path: source.path, line, rule: 'pure', sentence });
  for (const { target, inside, typeOnly, line } of source.imports) {
    if (typeOnly) continue;
    const to = placeOf(target);
    const known = to.module === from.module || to.area === 'lib' || to.part === 'contract';
    const builtin = builtinModules.includes(target.replace(/^node:/, ''));
    const foreign = from.part === 'contract' && !inside && target !== 'zod';
    if (builtin || foreign || (inside && !known && from.area !== 'lib')) {
      report(line, `${target} is not pure: rules, contracts and lib/ take facts as arguments.`);
    }
  }
  const impure = /^(Date\.now|new Date|Math\.random|Temporal\.Now\.\w+|performance\.now|fetch)$|^(process|crypto)\./;
  eachCall(source, (callee, line) => {
    if (impure.test(callee)) report(line, `${callee}: time and chance come as arguments.`);
  });
  return found;
}

/** Calls as written (`Math.random`, `fetch`), `new Date` for the present, looks at the process. */
function eachCall(source: Source, visit: (callee: string, line: number) => void): void {
  const written = ({ start, end }: { start: number; end: number }) => source.text.slice(start, end);
  new Visitor({
    CallExpression: ({ callee, start }) => visit(written(callee), source.lineAt(start)),
    NewExpression: ({ callee, arguments: given, start }) => {
      if (given.length === 0) visit(`new ${written(callee)}`, source.lineAt(start));
    },
    MemberExpression: (member) => {
      if (written(member.object) === 'process') visit(written(member), source.lineAt(member.start));
    },
  }).visit(source.program);
}

/** Only the owner of a table writes it. */
export function checkTableWrites(source: Source, owners: ReadonlyMap<string, string>): Violation[] {
  const { area, module, part } = placeOf(source.path);
  if (source.isTest || area !== 'module' || part === 'seed') return [];
  const writes = /\b(?:insert\s+into|update|delete\s+from|merge\s+into|truncate|copy)\s+(?:only\s+)?([a-z_]+)/gi;
  const found: Violation[] = [];
  const look = (text: string, start: number) => {
    for (const { 1: table = '', index } of text.matchAll(writes)) {
      const owner = owners.get(table);
      if (!owner || owner === module) continue;
      const sentence = `${table} belongs to ${owner}; nobody else writes it.`;
      const line = source.lineAt(start + index);
      found.push({ path: source.path, line, rule: 'table-owner', sentence });
    }
  };
  new Visitor({
    TemplateElement: ({ value, start }) => look(value.raw, start),
    Literal: ({ value, start }) => typeof value === 'string' && look(value, start),
  }).visit(source.program);
  return found;
}
