// The agent that a test conducts: it says which attempt it is, and does as it is told.

import {mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {connect} from 'node:net'
import {dirname} from 'node:path'
import {createInterface} from 'node:readline'

const socket = connect(process.argv[2])
const {AGENT_SPAWN_TASK: task, AGENT_SPAWN_ATTEMPT: attempt} = process.env
socket.write(
  `${JSON.stringify({task, attempt: Number(attempt), workspace: process.cwd(), pid: process.pid})}\n`,
)

const acts = {
  write: files => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(path), {recursive: true})
      writeFileSync(path, text)
    }
  },
  remove: path => rmSync(path, {recursive: true}),
  print: text => process.stdout.write(text),
  exit: code => process.exit(code),
}

createInterface(socket).on('line', line => {
  const {act, value} = JSON.parse(line)
  acts[act](value)
  socket.write('"done"\n')
})
