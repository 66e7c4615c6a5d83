import { writeFileSync } from 'node:fs'
import { paranetProgram } from './paranet-program.js'
import { programFiles } from './program-files.js'

// `npx tsx compiler/src/targets/p4/program/write-program.ts` writes the files beside this one.
for (const [name, text] of programFiles(paranetProgram)) writeFileSync(new URL(name, import.meta.url), text)
