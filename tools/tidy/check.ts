/** All rules over all files, with the exceptions taken out and each of them accounted for. */
import { exceptions as agreed, type Exception } from './exceptions.ts';
import { checkImports, checkPurity, checkReach, checkTableWrites, pureFiles } from './imports.ts';
import { checkShape } from './shape.ts';
import type { Source, Violation } from './sources.ts';

export interface Module {
  name: string;
  tables: readonly string[];
}

/** One line per violation, ready to print; empty when the house is tidy. */
export function tidy(sources: readonly Source[], modules: readonly Module[], exceptions: readonly Exception[] = agreed): string[] {
  const names = modules.map(({ name }) => name);
  const owners = new Map(modules.flatMap(({ name, tables }) => tables.map((table) => [table, name])));
  const pure = pureFiles(sources);
  const found = sources.flatMap((source): Violation[] => [
    ...checkImports(source, names),
    ...checkReach(source),
    ...(pure.has(source.path) ? checkPurity(source) : []),
    ...checkTableWrites(source, owners),
    ...checkShape(source),
  ]);
  const excepts = (exception: Exception, violation: Violation) => exception.path === violation.path && exception.rule === violation.rule;
  const left = found.filter((violation) => !exceptions.some((some) => excepts(some, violation)));
  const stale = exceptions.filter((exception) => !found.some((some) => excepts(exception, some)));
  return [
    ...left.map(({ path, line, rule, sentence }) => `${path}:${line} ${rule}: ${sentence}`),
    ...stale.map(({ path, rule }) => `tools/tidy/exceptions.ts: ${path} no longer needs "${rule}".`),
  ];
}
