import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The browser needs the contracts' types and addresses, not their schemas. */
const contractsWithoutSchemas: Plugin = {
  name: 'contracts-without-schemas',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source === 'zod' && /\/(server\/[\w-]+\/contract|lib\/route)\.ts$/.test(importer ?? '')
      ? `${import.meta.dirname}/web/app/no-schema.ts`
      : undefined,
};

/** The browser fetches one language, the server holds all: see web/app/messages.ts. */
const oneLanguageAtATime: Plugin = {
  name: 'one-language-at-a-time',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source.endsWith('/messages/all.ts') && importer?.endsWith('/lib/i18n.ts') ? `${import.meta.dirname}/web/app/messages.ts` : undefined,
  transform(code, id) {
    const language = /\/messages\/all\.ts\?only=(\w+)$/.exec(id)?.[1];
    if (!language) return undefined;
    const modules = Array.from(code.matchAll(/^import \* as (\w+) from '(.+)';$/gm));
    const imports = modules.map(([, name, file]) => `import * as ${name} from '${file}?only=${language}';`);
    const spread = modules.map(([, name]) => `...${name}.${language}`);
    return `${imports.join('\n')}\nexport const messages = { ${spread.join(', ')} };`;
  },
};

export default defineConfig({
  root: `${import.meta.dirname}/web`,
  // The server gives the workbench out below /app/, and its index page for every address there.
  base: '/app/',
  plugins: [contractsWithoutSchemas, oneLanguageAtATime, react()],
  // Absolute, because the server may be started from any folder.
  cacheDir: `${import.meta.dirname}/.cache/vite`,
  build: {
    outDir: `${import.meta.dirname}/dist/web`,
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // The content security policy forbids data: scripts and inline code.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/api': process.env.KAARTBAK_API ?? 'http://localhost:8080' },
  },
});
