//! Rust functions for scripts: what an embedder's closure takes and gives, converted.

use std::ffi::CString;

use evloop::Loop;

use crate::raw::{Answer, Args, Js, Thrown, Value};

/// What a host function can take. Conversions never run JavaScript: an object is not asked for its `valueOf`.
pub trait FromJs: Sized {
    /// What a script's author reads in the TypeError: "a number".
    const WHAT: &'static str;

    /// The value, if it is of that kind.
    #[doc(hidden)]
    fn from_js(js: &Js<'_>, value: Value<'_>) -> Option<Self>;
}

/// What a host function can give back.
pub trait IntoJs {
    /// The value for JavaScript; throws for an `Err`.
    #[doc(hidden)]
    fn into_js<'a>(self, js: &Js<'a>) -> Answer<'a>;
}

/// A closure that scripts can call; see [`crate::Engine::host`]. `A` only tells the shapes of closures apart.
pub trait HostFunction<A> {
    /// How many arguments it takes from the script.
    #[doc(hidden)]
    const LENGTH: u8;

    /// Converts, calls, converts.
    #[doc(hidden)]
    fn call<'a>(&self, js: &mut Js<'a>, args: Args<'a>) -> Answer<'a>;
}

/// The JavaScript function for a host function.
pub(crate) fn function<'a, A>(
    js: &Js<'a>,
    name: &str,
    function: impl HostFunction<A> + 'static,
) -> Answer<'a> {
    let length = length_of(&function);
    let name = CString::new(name.replace('\0', "\u{fffd}")).unwrap_or_default();
    js.closure(&name, length, move |js, args| function.call(js, args))
}

fn length_of<A, F: HostFunction<A>>(_function: &F) -> u8 {
    F::LENGTH
}

/// One argument, or a TypeError that names its place.
fn argument<T: FromJs>(js: &Js<'_>, args: Args<'_>, index: usize) -> Result<T, Thrown> {
    T::from_js(js, args.get(index))
        .ok_or_else(|| js.throw_type_error(&format!("argument {} must be {}", index + 1, T::WHAT)))
}

/// Marks, among the shapes of closures, those that take the loop.
#[doc(hidden)]
pub struct WithLoop;

macro_rules! shapes {
    ($length:literal: $($name:ident $index:literal),*) => {
        impl<F, R, $($name),*> HostFunction<($($name,)*)> for F
        where
            F: Fn($($name),*) -> R,
            R: IntoJs,
            $($name: FromJs,)*
        {
            const LENGTH: u8 = $length;

            fn call<'a>(&self, js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
                let _ = args;
                self($(argument::<$name>(js, args, $index)?),*).into_js(js)
            }
        }

        impl<F, R, $($name),*> HostFunction<($($name,)* WithLoop,)> for F
        where
            F: Fn($($name,)* &mut Loop) -> R,
            R: IntoJs,
            $($name: FromJs,)*
        {
            const LENGTH: u8 = $length;

            #[allow(non_snake_case, reason = "the type's letter serves as the variable's name")]
            fn call<'a>(&self, js: &mut Js<'a>, args: Args<'a>) -> Answer<'a> {
                let _ = args;
                // All arguments are converted before the loop is taken out of its slot.
                $(let $name = argument::<$name>(js, args, $index)?;)*
                match js.with_loop(|lp| self($($name,)* lp)) {
                    Some(result) => result.into_js(js),
                    None => Err(js.throw_error("the loop is not at hand here")),
                }
            }
        }
    };
}

shapes!(0:);
shapes!(1: A 0);
shapes!(2: A 0, B 1);
shapes!(3: A 0, B 1, C 2);
shapes!(4: A 0, B 1, C 2, D 3);
shapes!(5: A 0, B 1, C 2, D 3, E 4);
shapes!(6: A 0, B 1, C 2, D 3, E 4, G 5);

impl FromJs for f64 {
    const WHAT: &'static str = "a number";
    fn from_js(_js: &Js<'_>, value: Value<'_>) -> Option<Self> {
        value.as_number()
    }
}

macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        impl FromJs for $type {
            const WHAT: &'static str =
                concat!("a whole number that fits in ", stringify!($type));
            fn from_js(_js: &Js<'_>, value: Value<'_>) -> Option<Self> {
                let number = value.as_number()?;
                let whole = number as $type;
                (whole as f64 == number).then_some(whole)
            }
        }

        impl IntoJs for $type {
            fn into_js<'a>(self, js: &Js<'a>) -> Answer<'a> {
                Ok(js.number(self as f64))
            }
        }
    )*};
}

whole_numbers!(i8, u8, i16, u16, i32, u32, i64, u64, usize);

impl FromJs for bool {
    const WHAT: &'static str = "true or false";
    fn from_js(_js: &Js<'_>, value: Value<'_>) -> Option<Self> {
        value.as_bool()
    }
}

impl FromJs for String {
    const WHAT: &'static str = "a string";
    fn from_js(js: &Js<'_>, value: Value<'_>) -> Option<Self> {
        value.text(js)
    }
}

impl FromJs for Vec<u8> {
    const WHAT: &'static str = "a Buffer, a typed array, an ArrayBuffer or a string";
    fn from_js(js: &Js<'_>, value: Value<'_>) -> Option<Self> {
        match value.view_bytes(js) {
            Some(bytes) => Some(bytes.to_vec()),
            None => value.text(js).map(String::into_bytes),
        }
    }
}

impl<T: FromJs> FromJs for Option<T> {
    const WHAT: &'static str = T::WHAT;
    fn from_js(js: &Js<'_>, value: Value<'_>) -> Option<Self> {
        if value.is_nullish() { Some(None) } else { T::from_js(js, value).map(Some) }
    }
}

impl IntoJs for () {
    fn into_js<'a>(self, js: &Js<'a>) -> Answer<'a> {
        Ok(js.undefined())
    }
}

impl IntoJs for bool {
    fn into_js<'a>(self, js: &Js<'a>) -> Answer<'a> {
        Ok(js.bool(self))
    }
}

impl IntoJs for f64 {
    fn into_js<'a>(self, js: &Js<'a>) -> Answer<'a> {
        Ok(js.number(self))
    }
}

impl IntoJs for String {
    fn into_js<'a>(self, js: &Js<'a>) -> Answer<'a> {
        js.string(&self)
    }
}

impl IntoJs for &str {
    fn into_js<'a>(self, js: &Js<'a>) -> Answer<'a> {
        js.string(self)
    }
}

/// Bytes become an ArrayBuffer.
impl IntoJs for Vec<u8> {
    fn into_js<'a>(self, js: &Js<'a>) -> Answer<'a> {
        js.array_buffer_from(&self)
    }
}

impl<T: IntoJs> IntoJs for Option<T> {
    fn into_js<'a>(self, js: &Js<'a>) -> Answer<'a> {
        self.map_or_else(|| Ok(js.undefined()), |value| value.into_js(js))
    }
}

/// An `Err` is thrown as an `Error` with its text.
impl<T: IntoJs, X: std::fmt::Display> IntoJs for Result<T, X> {
    fn into_js<'a>(self, js: &Js<'a>) -> Answer<'a> {
        self.map_err(|why| js.throw_error(&why.to_string()))?.into_js(js)
    }
}
