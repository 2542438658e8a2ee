// Tables as spreadsheets put them on the clipboard: tabs between cells, and quotes around a cell with line breaks.
function read(text) {
  const lines = [[""]];
  let quoted = false;
  const body = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < body.length; at += 1) {
    const char = body[at];
    const line = lines.at(-1);
    const last = line.length - 1;
    if (quoted) {
      if (char !== '"') line[last] += char;
      else if (body[at + 1] === '"') line[last] += body[(at += 1)];
      else quoted = false;
    } else if (char === '"' && line[last] === "") quoted = true;
    else if (char === "\t") line.push("");
    else if (char === "\n") lines.push([""]);
    else line[last] += char;
  }
  return lines.map((line) => line.map((cell) => cell.trim()));
}

const write = (lines) => lines.map((line) => line.map(quote).join("\t")).join("\n");
const quote = (cell) => (/[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

window.tableText = { read, write };
