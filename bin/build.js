// Bundles the program and its libraries into dist/: start-up is mostly the opening of files. Dynamic imports stay chunks.

import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {build} from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const {version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** commander starts programs only for commands of a kind we have none of, and its import costs a tenth of `--help`. */
const withoutProcesses = {
  name: 'without-processes',
  resolveId: (source, importer = '') =>
    source === 'node:child_process' && importer.includes('/commander/') ? '\0no-processes' : null,
  load: id => (id === '\0no-processes' ? 'export default {}' : null),
}

await build({
  cwd: root,
  input: {main: 'src/cli/main.ts'},
  // It looks for its WebAssembly beside its own file.
  external: ['libpg-query'],
  platform: 'node',
  plugins: [withoutProcesses],
  transform: {define: {__VERSION__: JSON.stringify(version)}},
  output: {
    dir: 'dist',
    format: 'esm',
    minify: true,
    cleanDir: true,
    chunkFileNames: 'chunks/[name]-[hash].js',
  },
})
