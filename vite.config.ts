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

export default defineConfig({
  root: `${import.meta.dirname}/web`,
  // The server gives the workbench out below /app/, and its index page for every address there.
  base: '/app/',
  plugins: [contractsWithoutSchemas, react()],
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
