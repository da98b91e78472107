/** Sentences about a library that takes its data along. */
export const nl = {
  'leaving.exists': '{path} bestaat al. Kies een map die er nog niet is.',
  'leaving.no-library': '{name} is geen bibliotheek: alleen een bibliotheek heeft lezers en kan haar gegevens meenemen.',
  'leaving.done':
    '{name} staat in {path}: {rows} rijen in {tables} tabellen en {files} bestanden. Bewaar die map zo veilig als Kaartbak zelf.',
};

export const en: Record<keyof typeof nl, string> = {
  'leaving.exists': '{path} is there already. Choose a folder that does not exist yet.',
  'leaving.no-library': '{name} is not a library: only a library has readers and can take its data along.',
  'leaving.done': '{name} is in {path}: {rows} rows in {tables} tables and {files} files. Keep that folder as safe as Kaartbak itself.',
};
