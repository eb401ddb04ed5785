/** What would end a text or an attribute in HTML. */
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text that is only a text in HTML, between tags and in quoted attributes. */
export function withEntities(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
