// Writes intents.pn: 200 intents drawn by a seeded chance. `node examples/geant/make-intents.mjs` (after a build) writes the same bytes again.
import { readFileSync, writeFileSync } from 'node:fs'
import { seededIntents } from '../../bench/dist/index.js'
import { importTopology } from '../../language/dist/index.js'
import { indexTopology } from '../../network/dist/index.js'

const here = (name) => new URL(name, import.meta.url)
const { topology } = importTopology(readFileSync(here('Geant2012.graphml'), 'utf8'), { file: 'Geant2012.graphml' })
const intents = seededIntents(indexTopology(topology), 200, 2012)
const head = '// 200 intents for GÉANT, made by make-intents.mjs: change that, not this.\n\n'
writeFileSync(here('intents.pn'), `${head}${intents}`)
