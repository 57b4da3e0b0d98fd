#!/usr/bin/env node
// Starts the compiled program. Plain enough to run on a Node that is too old, so that it can say so.

const [major, minor, patch] = process.versions.node.split('.').map(Number)
const isSupported =
  major >= 26 ||
  (major === 24 && minor >= 15) ||
  (major === 22 && (minor > 22 || (minor === 22 && patch >= 2)))

if (!isSupported) {
  console.error(
    `agent-spawn needs Node 22.22.2 or later, 24.15 or later, or 26 or later; this is ${process.version}.`,
  )
  process.exitCode = 2
} else {
  // Compiling is most of what a short command costs.
  process.getBuiltinModule('node:module').enableCompileCache()
  import('../dist/main.js').then(({start}) => start(), explain)
}

function explain(error) {
  const isMissing = error.code === 'ERR_MODULE_NOT_FOUND' && String(error.url).endsWith('/dist/main.js')
  console.error(isMissing ? 'agent-spawn is not built: run `npm run build` in its directory.' : error)
  process.exitCode = isMissing ? 2 : 70
}
