// The command line in a process of its own, from its sources: `node cli.ts <words>`.

import {main} from '../../src/cli/main.ts'
import {processTerminal} from '../../src/cli/terminal.ts'

process.exitCode = await main(process.argv.slice(2), {version: '1.2.3', terminal: processTerminal(false)})
