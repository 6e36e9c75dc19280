use crate::Input;

const STRINGS: [&str; 9] =
    ["a", "userAgent", "", "\\\"", "\\u00e9", "\\ud834\\udd1e", "é", "山田", "𝄞 \\\\ \\n"];
const SCALARS: [&str; 9] =
    ["null", "true", "false", "0", "-1", "12.5", "1e3", "-0.25E-2", "9007199254740993"];
const DEEPEST: usize = 20;
const SPACES: [&str; 5] = ["", "", "", " ", "\n\t "];

/// The text of a JSON object (RFC 8259), mostly a right one. One in eight is large: deep, or with a long text in it.
pub(super) fn object(input: &Input<'_>) -> String {
    let mut text = String::new();
    let deepest = if input.once_in(8) { DEEPEST } else { 2 };
    write_object(input, deepest, &mut text);
    if input.once_in(12) {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        text.remove(input.pick(&places));
    }
    text
}

/// `levels` is how many more may be below this one.
fn write_object(input: &Input<'_>, levels: usize, text: &mut String) {
    text.push('{');
    // Names are all different: of two alike, readers may keep either.
    for nth in 0..input.below(4) {
        text.push_str(if nth == 0 { "" } else { "," });
        text.push_str(input.pick(&SPACES));
        text.push_str(&format!("\"{}{nth}\"", input.pick(&STRINGS)));
        text.push_str(input.pick(&SPACES));
        text.push(':');
        write_value(input, levels, text);
    }
    text.push_str(input.pick(&SPACES));
    text.push('}');
}

fn write_value(input: &Input<'_>, levels: usize, text: &mut String) {
    text.push_str(input.pick(&SPACES));
    match input.below(8) {
        0 if levels > 0 => write_object(input, levels - 1, text),
        1 if levels > 0 => {
            text.push('[');
            for nth in 0..input.below(3) {
                text.push_str(if nth == 0 { "" } else { "," });
                write_value(input, levels - 1, text);
            }
            text.push(']');
        }
        2..=4 => text.push_str(input.pick(&SCALARS)),
        5 if levels > 2 && input.once_in(8) => {
            text.push_str(&format!("\"{}\"", "x".repeat(input.below(9000))))
        }
        _ => text.push_str(&format!("\"{}\"", input.pick(&STRINGS))),
    }
    text.push_str(input.pick(&SPACES));
}
