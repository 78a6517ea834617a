// The folding that a good user of MiniSearch would write for these two languages; also run in the page.
function fold(term) {
  return term.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
    .replace(/ı/g, 'i').replace(/ə/g, 'e').replace(/q/g, 'k').replace(/x/g, 'h')
}
if (typeof module === 'object') module.exports = fold
