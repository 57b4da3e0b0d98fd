// Bundles the program and its libraries: start-up is mostly the opening of files. Dynamic imports stay chunks of their own.

import {readFileSync} from 'node:fs'

const {version} = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))

export default {
  input: {main: 'src/cli/main.ts'},
  platform: 'node',
  logLevel: 'warn',
  transform: {define: {__VERSION__: JSON.stringify(version)}},
  output: {
    dir: 'dist',
    format: 'esm',
    minify: true,
    cleanDir: true,
    chunkFileNames: 'chunks/[name]-[hash].js',
  },
}
