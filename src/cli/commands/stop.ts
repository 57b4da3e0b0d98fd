// `agent-spawn stop`: what Ctrl-C does, from another terminal, and one thing more: to leave the agents at work.

import {type Command, Option} from 'commander'
import {callOperation, type Door} from '../door.ts'
import {addRequestOptions, type RequestOptions, showAsked} from '../request-command.ts'
import {userName} from '../user-name.ts'

const MODES = ['drain', 'kill', 'detach'] as const
type Mode = (typeof MODES)[number]
type Options = RequestOptions & {readonly [mode in Mode]?: boolean}

/** What it does, for the help; and what it has done, about a run. */
const WORDS: Record<Mode, {readonly help: string; readonly done: string}> = {
  drain: {
    help: 'start nothing new, and let what runs come to its end (default)',
    done: 'starts nothing new, and rests when what runs has ended',
  },
  kill: {help: 'stop what runs, too; its workspaces are kept', done: 'is stopped; its workspaces are kept'},
  detach: {
    help: 'let the dispatcher leave and its agents go on; `run --continue` waits for them',
    done: 'is left by its dispatcher; its agents go on',
  },
}

export const configure = (command: Command, door: Door): void => {
  for (const mode of MODES) {
    const others = MODES.filter(other => other !== mode)
    command.addOption(new Option(`--${mode}`, WORDS[mode].help).conflicts([...others]))
  }
  addRequestOptions(command).action(async (options: Options) => {
    const {run, json} = options
    const mode = MODES.find(each => options[each] === true) ?? 'drain'
    const asked = await callOperation(door, 'stop', {run, mode, by: userName()})
    if (asked === undefined) return
    const {run: id} = asked.state
    const text = `Run ${id} ${WORDS[mode].done}. Next: agent-spawn run --continue --run ${id}`
    showAsked(door, asked, {json, text})
  })
}
