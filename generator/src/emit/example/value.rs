//! The values in an example: their code, and their JSON.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value};

use super::{Example, MOST_LEVELS, MOST_VALUES, Made};
use crate::analyze::nesting;
use crate::emit::literal;
use crate::ir::{BASE64_URL, Scalar, Type};
use crate::pointer::Pointer;

impl Example<'_> {
    /// An argument of a constructor, which takes text as it is written.
    pub(super) fn argument(&mut self, ty: &Type, at: &Pointer, depth: usize) -> Made {
        match ty.non_null() {
            Type::Scalar(Scalar::Text) => {
                let text = self.text(at);
                Made::new(quote!(#text), Value::from(text))
            }
            Type::Scalar(Scalar::File) => Made::new(quote!("bytes"), None),
            Type::Any => Made::new(quote!("any JSON"), Value::from("any JSON")),
            _ => self.value(ty, at, depth),
        }
    }

    fn text(&self, at: &Pointer) -> String {
        let sample = self.model.api.samples.get(at).and_then(Value::as_str);
        sample.unwrap_or("text").to_owned()
    }

    pub(super) fn value(&mut self, ty: &Type, at: &Pointer, depth: usize) -> Made {
        self.count = self.count.saturating_add(1);
        if depth > MOST_LEVELS {
            self.count = self.count.max(MOST_VALUES + 1);
        }
        if self.count > MOST_VALUES {
            return Made::new(TokenStream::new(), None);
        }
        match ty {
            Type::Ref(id) => self.construct(*id, depth + 1),
            Type::Scalar(single) => self.scalar(*single, at),
            Type::List(item) => self.list(item, at, depth),
            Type::Map(value) | Type::KeyedMap(_, value) => self.map(ty, value, at, depth),
            Type::Tuple(items, _) => {
                let at = at.push("prefixItems");
                let items = items.iter().enumerate();
                let (codes, json): (Vec<_>, Vec<_>) = items
                    .map(|(index, item)| self.value(item, &at.index(index), depth + 1))
                    .map(|made| (made.code, made.json))
                    .unzip();
                let json = json.into_iter().collect::<Option<Value>>();
                Made::new(quote!((#(#codes,)*)), json)
            }
            Type::Nullable(_) => Made::new(quote!(None), Value::Null),
            Type::JsonText(inner) => {
                let inner = self.value(inner, at, depth);
                let text = inner.json.map(|json| Value::from(json.to_string()));
                Made::new(inner.code, text)
            }
            Type::Any => {
                self.names.insert("Value");
                Made::new(quote!(Value::from("any JSON")), Value::from("any JSON"))
            }
        }
    }

    /// A list with as many elements as it needs, and one where that ends.
    fn list(&mut self, item: &Type, at: &Pointer, depth: usize) -> Made {
        let sample = self.model.api.samples.get(at).and_then(Value::as_array);
        let least = sample.map_or(0, Vec::len);
        // A list in a list would only make the example longer, and may never end.
        let is_filled =
            depth == 0 && nesting::of_type(&self.model.facts.min_nesting, item).is_some();
        match least.max(usize::from(is_filled)) {
            0 => Made::new(quote!(Vec::new()), Value::Array(Vec::new())),
            count => {
                let item = self.repeated(count, item, &at.push("items"), depth);
                let json = item.json.map(|json| vec![json; count].into());
                let code = item.code;
                let code = if count == 1 {
                    quote!(vec![#code])
                } else {
                    let count = Literal::usize_unsuffixed(count);
                    quote!(vec![#code; #count])
                };
                Made::new(code, json)
            }
        }
    }

    /// A value that stands in the example so many times.
    fn repeated(&mut self, times: usize, ty: &Type, at: &Pointer, depth: usize) -> Made {
        let before = self.count;
        let made = self.value(ty, at, depth + 1);
        let more = (self.count - before).saturating_mul(times.saturating_sub(1));
        self.count = self.count.saturating_add(more);
        if self.count > MOST_VALUES {
            return Made::new(TokenStream::new(), None);
        }
        made
    }

    /// A map with as many members as it needs.
    fn map(&mut self, ty: &Type, value: &Type, at: &Pointer, depth: usize) -> Made {
        let sample = self.model.api.samples.get(at).and_then(Value::as_object);
        let Some(sample) = sample.filter(|_| matches!(ty, Type::Map(_))) else {
            return Made::new(quote!(Default::default()), Value::Object(Map::new()));
        };
        let at = at.push("additionalProperties");
        let value = self.repeated(sample.len(), value, &at, depth);
        let code = value.code;
        let members = sample.keys().map(|key| quote!((#key.to_owned(), #code)));
        let code = quote!([#(#members),*].into_iter().collect());
        let object = value.json.map(|json| {
            let members = sample.keys().map(|key| (key.clone(), json.clone()));
            members.collect::<Map<_, _>>().into()
        });
        Made::new(code, object)
    }

    fn scalar(&mut self, single: Scalar, at: &Pointer) -> Made {
        let sample = self.model.api.samples.get(at);
        match single {
            Scalar::Text => {
                let text = self.text(at);
                Made::new(quote!(#text.to_owned()), Value::from(text))
            }
            Scalar::Bool | Scalar::Integer(_) | Scalar::IntegerText(_) | Scalar::Float => {
                let usual = if single == Scalar::Bool {
                    true.into()
                } else {
                    1.into()
                };
                let made = |value: &Value| Some((literal::scalar(single, value)?, value.clone()));
                let made = sample.and_then(made).or_else(|| made(&usual));
                let (code, json) = made.unwrap_or_default();
                match single {
                    Scalar::IntegerText(_) if !json.is_string() => {
                        Made::new(code, Value::from(json.to_string()))
                    }
                    _ => Made::new(code, json),
                }
            }
            Scalar::Formatted(format) => {
                let entry = format.entry();
                let code = entry.example.parse().unwrap_or_default();
                let text = match entry.name {
                    "byte" | BASE64_URL => Some("Ynl0ZXM="),
                    _ => entry.example.split('"').nth(1),
                };
                Made::new(code, text.map(Value::from))
            }
            Scalar::Null => Made::new(quote!(()), Value::Null),
            Scalar::File => Made::new(quote!("bytes".into()), None),
            Scalar::Part => {
                self.names.insert("Part");
                Made::new(quote!(Part::new("name", "text")), None)
            }
            Scalar::DecimalNumber(None) => Made::new(quote!("12.50".parse()?), None),
            Scalar::External(_) | Scalar::DecimalNumber(Some(_)) => {
                Made::new(quote!(Default::default()), None)
            }
        }
    }
}
