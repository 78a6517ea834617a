// MiniSearch with its stored fields. All words; the beginnings of words of more than three letters, as in its manual.
// With `fold` (fold.cjs) and `tokenize` (tokenize.cjs) where the page has them; with the latter also misspelt words.
bare(fetch('index.json').then(answer => answer.text()).then(text => {
  const index = MiniSearch.loadJSON(text, {
    fields: ['text'],
    storeFields: ['text'],
    searchOptions: { combineWith: 'AND', prefix: word => word.length > 3, fuzzy: typeof tokenize === 'function' && 0.2 },
    ...(typeof fold === 'function' && { processTerm: fold }),
    ...(typeof tokenize === 'function' && { tokenize }),
  })
  return query => index.search(query).map(hit => ({ anchor: hit.id, text: () => hit.text, words: hit.terms }))
}))
