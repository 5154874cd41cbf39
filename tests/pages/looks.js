// Measures a page as it is drawn. Called with the smallest target in pixels and the least contrast.
([smallest, least]) => {
  const colourOf = (text) => {
    const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
    return { parts: [red, green, blue], alpha };
  };
  const luminance = (parts) => {
    const [red, green, blue] = parts
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = colourOf(getComputedStyle(at).backgroundColor);
      if (colour.alpha > 0) return colour.parts;
    }
    return [255, 255, 255];
  };
  const contrast = (node) => {
    const ink = luminance(colourOf(getComputedStyle(node).color).parts);
    const paper = luminance(ground(node));
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  };
  const isSeen = (node) => node.checkVisibility() && node.getClientRects().length > 0;
  const isInSentence = (node) => node.matches("p a:not(.button)");
  const isSmall = (node) => {
    const box = node.getBoundingClientRect();
    return box.width < smallest || box.height < smallest;
  };
  const hasWords = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
  const seen = (selector) => [...document.querySelectorAll(selector)].filter(isSeen);
  const named = (nodes) => nodes.map((node) => `${node.tagName.toLowerCase()}: ${node.textContent.trim().slice(0, 40)}`);

  const targets = seen("a, button, input:not([type=hidden], [type=radio]), label.choice, summary");
  return {
    sticks_out: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    small: named(targets.filter((node) => !isInSentence(node) && isSmall(node))),
    pale: named(seen("body *").filter((node) => hasWords(node) && contrast(node) < least)),
  };
};
