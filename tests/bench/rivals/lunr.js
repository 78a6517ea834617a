// lunr with lunr-languages' Turkish and Russian, a serialised index and the texts for the excerpts.
const load = name => fetch(name).then(answer => answer.json())
bare(Promise.all([load('index.json'), load('texts.json')]).then(([serialised, texts]) => {
  lunr.multiLanguage('tr', 'ru')
  const index = lunr.Index.load(serialised)
  return query => index.search(query).map(hit => ({ anchor: hit.ref, text: () => texts[hit.ref], words: Object.keys(hit.matchData.metadata) }))
}))
