// MiniSearch's own tokenizer (space or punctuation), without the endings that stand after an apostrophe.
function tokenize(text) {
  return text.split(/['’‘`´ʼ]\p{L}+|[\n\r\p{Z}\p{P}]+/u).filter(Boolean)
}
if (typeof module === 'object') module.exports = tokenize
