// The kinds of agents. Adding one is a file, a line here, and the conformance suite.

import type {Agent} from './agent.ts'
import {claude} from './claude.ts'
import {codex} from './codex.ts'
import {gemini} from './gemini.ts'
import {opencode} from './opencode.ts'
import {shell} from './shell.ts'
import {tangle} from './tangle.ts'

export const AGENTS: readonly Agent[] = [shell, claude, codex, gemini, opencode, tangle]

/** Undefined: there is no such kind. */
export const agentOfKind = (kind: string): Agent | undefined => AGENTS.find(agent => agent.kind === kind)
