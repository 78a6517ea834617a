// Builds one rival's index and its page, and prints how many seconds the index took:
//   node build.mjs ENGINE UNITS.json FOLDER
// UNITS.json: [{anchor, lang, text}]. The folder gets the page (index.html), its scripts, and the index.
// The clock runs from the first unit handed over to the index's last byte written; scripts and pages are not in it.
import { createRequire } from 'module'
import fs from 'fs'
import path from 'path'
import { minify } from 'terser'

const require = createRequire(import.meta.url)
const here = import.meta.dirname
const [engine, unitsFile, folder] = process.argv.slice(2)
const units = JSON.parse(fs.readFileSync(unitsFile, 'utf8'))
const hrefOf = anchor => anchor.replace('.', '/index.html#')
const write = (name, text) => fs.writeFileSync(path.join(folder, name), text)

async function buildPagefind() {
  const pagefind = await import('pagefind')
  const { index } = await pagefind.createIndex({ forceLanguage: 'tr' })
  for (const { anchor, lang, text } of units) {
    const { errors } = await index.addCustomRecord({ url: hrefOf(anchor), content: text, language: lang, meta: { title: anchor } })
    if (errors.length) throw new Error(errors.join('; '))
  }
  const { errors } = await index.writeFiles({ outputPath: path.join(folder, 'pagefind') })
  if (errors.length) throw new Error(errors.join('; '))
  return () => pagefind.close()
}

function buildMiniSearch(analysis) {
  const MiniSearch = require('minisearch')
  const index = new MiniSearch({ fields: ['text'], storeFields: ['text'], ...analysis })
  index.addAll(units.map(({ anchor, text }) => ({ id: anchor, text })))
  write('index.json', JSON.stringify(index))
}

function buildLunr() {
  const lunr = require('lunr')
  for (const name of ['stemmer.support', 'multi', 'tr', 'ru']) require(`lunr-languages/lunr.${name}`)(lunr)
  const index = lunr(function () {
    this.use(lunr.multiLanguage('tr', 'ru'))
    this.ref('id')
    this.field('text')
    for (const { anchor, text } of units) this.add({ id: anchor, text })
  })
  write('index.json', JSON.stringify(index))
  write('texts.json', JSON.stringify(Object.fromEntries(units.map(({ anchor, text }) => [anchor, text]))))
}

const installed = name => path.join(here, 'node_modules', name)
const minisearch = installed('minisearch/dist/umd/index.js')
const lunr = [installed('lunr/lunr.min.js'), ...['stemmer.support', 'multi', 'tr', 'ru'].map(name => installed(`lunr-languages/min/lunr.${name}.min.js`))]
const own = name => path.join(here, name)

const ENGINES = {
  'pagefind': { build: buildPagefind, scripts: [own('pagefind.js')], ui: true },
  'minisearch': { build: () => buildMiniSearch(), scripts: [minisearch, own('page.js'), own('minisearch.js')] },
  'minisearch-folded': {
    build: () => buildMiniSearch({ processTerm: require('./fold.cjs') }),
    scripts: [minisearch, own('fold.cjs'), own('page.js'), own('minisearch.js')],
  },
  'minisearch-tuned': {
    build: () => buildMiniSearch({ processTerm: require('./fold.cjs'), tokenize: require('./tokenize.cjs') }),
    scripts: [minisearch, own('fold.cjs'), own('tokenize.cjs'), own('page.js'), own('minisearch.js')],
  },
  'lunr': { build: buildLunr, scripts: [...lunr, own('page.js'), own('lunr.js')] },
}

/** One minified script of `files`, as a careful author would ship it: one request, no comments. */
async function bundle(files) {
  const text = files.map(file => fs.readFileSync(file, 'utf8')).join('\n;')
  return (await minify(text, { compress: true, mangle: true })).code
}

const { build, scripts, ui } = ENGINES[engine]
fs.mkdirSync(folder, { recursive: true })
const start = performance.now()
const close = await build()
console.log(((performance.now() - start) / 1000).toFixed(3))
if (close) await close()
write('code.js', await bundle(scripts))
const head = '<!doctype html><html lang="az"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Axtarış</title>'
if (ui) {
  // Two pages: the reader's, with Pagefind's own default interface, and one with only its API for counting and timing.
  write('index.html', `${head}<link rel="stylesheet" href="pagefind/pagefind-ui.css"><div id="search"></div><script src="pagefind/pagefind-ui.js"></script><script src="code.js"></script>`)
  write('api.html', `${head}<script src="code.js"></script>`)
} else {
  write('index.html', `${head}<form role="search"><input type="search" name="q"></form><ol></ol><script src="code.js"></script>`)
}
