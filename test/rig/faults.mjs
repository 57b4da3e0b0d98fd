// Loaded before the program: its disk fails where FAULT says, e.g. `write EIO "agent-exited"` for the journal line that holds
// that text, `short ENOSPC …` for the same after half of the line, `halves - …` for writes that take two calls, `sync EIO 3` for
// the third sync.

import fs from 'node:fs'
import {open} from 'node:fs/promises'
import {syncBuiltinESMExports} from 'node:module'

const [kind = '', code = '', ...rest] = (process.env.FAULT ?? '').split(' ')
const where = rest.join(' ')
const failure = call => Object.assign(new Error(`${code}: injected, ${call}`), {code, syscall: call})

const {writeSync} = fs
let wasCut = false
fs.writeSync = (file, data, start, ...more) => {
  if (!Buffer.isBuffer(data) || !(wasCut || data.includes(where)) || kind === 'sync')
    return writeSync(file, data, start, ...more)
  if (kind === 'write' || wasCut) throw failure('write')
  wasCut = kind === 'short'
  return writeSync(file, data, start, Math.ceil((data.length - start) / 2))
}
syncBuiltinESMExports()

if (kind === 'sync') {
  const handle = await open(process.execPath)
  const prototype = Object.getPrototypeOf(handle)
  await handle.close()
  const {datasync} = prototype
  let left = Number(where)
  prototype.datasync = async function () {
    left -= 1
    if (left === 0) throw failure('fdatasync')
    return datasync.call(this)
  }
}
