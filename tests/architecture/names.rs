//! Every path that a source file names, in full, outside its tests.
#![expect(clippy::unwrap_used, reason = "a file that is not Rust ends the test")]

use syn::buffer::Cursor;
use syn::parse::{Parse, ParseStream};

/// The path, from the crate's root or a crate's name on, and how it is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    /// `["crate", "formats", "npy"]`, `["std", "thread"]`.
    pub(crate) path: Vec<String>,
    /// Whether it is called as a macro, as in `println!`.
    pub(crate) is_macro: bool,
}

/// All names in `source`, a file whose module is `module`, such as `["recording", "set"]`.
pub(crate) fn names(source: &str, module: &[&str]) -> Vec<Name> {
    let Tokens(names) = syn::parse_str::<Relative>(source).unwrap().resolve(module);
    names
}

/// Names as they are written, each with the modules of the file around it.
struct Relative(Vec<(Vec<String>, Name)>);

struct Tokens(Vec<Name>);

impl Parse for Relative {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut walk = Walk::default();
        input.step(|cursor| {
            walk.tokens(*cursor);
            let mut rest = *cursor;
            while let Some((_, next)) = rest.token_tree() {
                rest = next;
            }
            Ok(((), rest))
        })?;
        Ok(Self(walk.found))
    }
}

impl Relative {
    /// Follows `self` and `super`; what is left alone begins with the name of a crate or of something local.
    fn resolve(self, module: &[&str]) -> Tokens {
        let resolve = |(inside, name): (Vec<String>, Name)| {
            let mut base: Vec<String> = vec!["crate".into()];
            base.extend(module.iter().map(|&part| part.to_owned()).chain(inside));
            let is_relative = |part: &String| part == "self" || part == "super";
            let steps = name.path.iter().take_while(|part| is_relative(part)).count();
            if steps == 0 {
                return name;
            }
            let ups = name.path.iter().filter(|part| *part == "super").count();
            base.truncate(base.len().saturating_sub(ups).max(1));
            base.extend(name.path.into_iter().skip(steps));
            Name { path: base, is_macro: name.is_macro }
        };
        Tokens(self.0.into_iter().map(resolve).collect())
    }
}

#[derive(Default)]
struct Walk {
    modules: Vec<String>,
    found: Vec<(Vec<String>, Name)>,
}

impl Walk {
    fn tokens(&mut self, mut at: Cursor<'_>) {
        let mut follows_dot = false;
        let (mut is_test, mut follows_pub) = (false, false);
        while !at.eof() {
            if let Some((inside, next)) = attribute(at) {
                is_test |= is_cfg_test(inside);
                self.tokens(inside);
                at = next;
            } else if let Some((name, inside, next)) = inline_module(at) {
                if !is_test {
                    self.modules.push(name);
                    self.tokens(inside);
                    self.modules.pop();
                }
                (is_test, at) = (false, next);
            } else if let Some((inside, _, _, next)) = at.any_group() {
                self.tokens(inside);
                is_test &= follows_pub;
                (follows_dot, at) = (false, next);
            } else if let Some(next) = use_keyword(at) {
                at = self.tree(next, &[]);
            } else if let Some((ident, next)) = at.ident().filter(|_| !follows_dot) {
                follows_pub = ident == "pub";
                at = self.path(ident.to_string(), next);
                continue;
            } else if let Some((_, next)) = at.token_tree() {
                let punct = at.punct().map(|(punct, _)| punct.as_char());
                follows_dot = punct == Some('.');
                is_test &= punct != Some(';');
                at = next;
            } else {
                return;
            }
            follows_pub = false;
        }
    }

    /// A path outside of `use`: parts with `::` between them.
    fn path<'a>(&mut self, first: String, mut at: Cursor<'a>) -> Cursor<'a> {
        let mut path = vec![first];
        while let Some((ident, next)) = colons(at).and_then(Cursor::ident) {
            path.push(ident.to_string());
            at = next;
        }
        let is_macro = at.punct().is_some_and(|(punct, next)| {
            punct.as_char() == '!' && next.punct().is_none_or(|(next, _)| next.as_char() != '=')
        });
        self.add(path, is_macro);
        at
    }

    /// A tree of `use` after the path `before`, up to a comma or semicolon.
    fn tree<'a>(&mut self, mut at: Cursor<'a>, before: &[String]) -> Cursor<'a> {
        let mut path = before.to_vec();
        loop {
            if let Some(next) = colons(at) {
                at = next;
            } else if let Some((mut inside, _, _, next)) = at.any_group() {
                while !inside.eof() {
                    inside = self.tree(inside, &path);
                    inside = inside.punct().map_or(inside, |(_, next)| next);
                }
                return next;
            } else if let Some((ident, next)) = at.ident() {
                at = next;
                if ident == "as" {
                    at = at.ident().map_or(at, |(_, next)| next);
                } else if ident != "self" || path.is_empty() {
                    path.push(ident.to_string());
                }
            } else if let Some((punct, next)) = at.punct().filter(|(p, _)| p.as_char() == '*') {
                path.push(punct.as_char().to_string());
                at = next;
            } else {
                self.add(path, false);
                return at;
            }
        }
    }

    fn add(&mut self, path: Vec<String>, is_macro: bool) {
        self.found.push((self.modules.clone(), Name { path, is_macro }));
    }
}

fn colons(at: Cursor<'_>) -> Option<Cursor<'_>> {
    colon(colon(at)?)
}

fn colon(at: Cursor<'_>) -> Option<Cursor<'_>> {
    at.punct().filter(|(punct, _)| punct.as_char() == ':').map(|(_, next)| next)
}

fn use_keyword(at: Cursor<'_>) -> Option<Cursor<'_>> {
    let (ident, next) = at.ident()?;
    // `impl Trait + use<'a>` imports nothing.
    let captures = next.punct().is_some_and(|(punct, _)| punct.as_char() == '<');
    (ident == "use" && !captures).then_some(next)
}

/// What is between the brackets of an attribute, and what follows it.
fn attribute(at: Cursor<'_>) -> Option<(Cursor<'_>, Cursor<'_>)> {
    let (_, mut next) = at.punct().filter(|(punct, _)| punct.as_char() == '#')?;
    if let Some((_, after)) = next.punct().filter(|(punct, _)| punct.as_char() == '!') {
        next = after;
    }
    let (inside, _, _, next) = next.any_group()?;
    Some((inside, next))
}

fn is_cfg_test(attribute: Cursor<'_>) -> bool {
    let is = |ident: syn::Ident, name: &str| ident == name;
    attribute.ident().is_some_and(|(ident, next)| {
        let condition = next.any_group().and_then(|(inside, ..)| inside.ident());
        is(ident, "cfg") && condition.is_some_and(|(ident, rest)| is(ident, "test") && rest.eof())
    })
}

/// The name of a module, what is in its braces, and what follows it.
fn inline_module(at: Cursor<'_>) -> Option<(String, Cursor<'_>, Cursor<'_>)> {
    let (_, next) = at.ident().filter(|(ident, _)| ident == "mod")?;
    let (name, next) = next.ident()?;
    let (inside, _, _, next) = next.any_group()?;
    Some((name.to_string(), inside, next))
}
