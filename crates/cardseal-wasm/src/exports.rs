//! What the page's half may call. A number below zero says that the call was refused, and why.

#![expect(
    unsafe_code,
    reason = "a name that is kept as it is may clash with another one; these are the only ones"
)]

use std::sync::Mutex;

use cardseal_card::YearMonth;

#[cfg(feature = "fields")]
use crate::EditLengths;
use crate::{CardLengths, ContextLengths, Failure, Module};

static MODULE: Mutex<Module> = Mutex::new(Module::new());

/// Gives functions names that the linker keeps.
macro_rules! exports {
    ($($(#[$attribute:meta])* fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty $body:block)*) => {
        $(
            $(#[$attribute])*
            #[unsafe(no_mangle)]
            extern "C" fn $name($($argument: $type),*) -> $result $body
        )*
    };
}

exports! {
    /// Where the block is.
    fn block() -> usize {
        MODULE.try_lock().map_or(0, |mut module| module.block().as_mut_ptr().expose_provenance())
    }

    fn key(len: usize) -> isize {
        call(&mut |module| module.take_key(len))
    }

    fn seal(
        number: usize, month: usize, year: usize, name: usize, cvc: isize, device_informations: usize,
        metadata: usize, today: u32
    ) -> isize {
        let card = CardLengths { number, month, year, name, cvc: usize::try_from(cvc).ok() };
        let context = ContextLengths { device_informations, metadata };
        call(&mut |module| module.seal_card(card, context, month_of(today)))
    }

    /// For tests of the kernel: the block holds a modulus and a number, each of so many bytes.
    #[cfg(feature = "kernel-test")]
    fn power(len: usize, exponent: f64) -> isize {
        call(&mut |module| {
            let block = module.block().as_mut_slice();
            let (modulus, rest) = block.split_at_mut_checked(len).ok_or(Failure::Call)?;
            let number = rest.get_mut(..len).ok_or(Failure::Call)?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a test gives integers")]
            cardseal_card::kernel_test::power(modulus, number, exponent as u64);
            Ok(len)
        })
    }

    #[cfg(feature = "fields")]
    fn card(today: u32) -> isize {
        call(&mut |module| module.card_field(month_of(today)))
    }

    #[cfg(feature = "fields")]
    fn cvc(brand: usize) -> isize {
        call(&mut |module| module.cvc_field(brand))
    }

    #[cfg(feature = "fields")]
    fn free(field: usize) -> isize {
        call(&mut |module| {
            module.free(field);
            Ok(0)
        })
    }

    #[cfg(feature = "fields")]
    fn edit(field: usize, input: usize, value: usize, kind: usize, caret: usize) -> isize {
        call(&mut |module| module.edit(field, input, EditLengths { value, kind, caret }))
    }

    #[cfg(feature = "fields")]
    fn leave(field: usize, input: usize, value: usize) -> isize {
        call(&mut |module| module.leave(field, input, value))
    }

    #[cfg(feature = "fields")]
    fn state(field: usize) -> isize {
        call(&mut |module| module.state(field))
    }

    #[cfg(feature = "fields")]
    fn demand(field: usize) -> isize {
        call(&mut |module| module.demand(field))
    }

    #[cfg(feature = "fields")]
    fn clear(field: usize) -> isize {
        call(&mut |module| module.clear(field))
    }

    #[cfg(feature = "fields")]
    fn encrypt(field: usize, device_informations: usize, metadata: usize) -> isize {
        let context = ContextLengths { device_informations, metadata };
        call(&mut |module| module.encrypt(field, context))
    }

    #[cfg(feature = "fields")]
    fn take(field: usize) -> isize {
        call(&mut |module| module.take(field))
    }
}

/// Never inlined, so that the code of every call is there once.
#[inline(never)]
fn call(work: &mut dyn FnMut(&mut Module) -> Result<usize, Failure>) -> isize {
    let Ok(mut module) = MODULE.try_lock() else { return isize::MIN };
    match work(&mut module) {
        Ok(answer) => answer.cast_signed(),
        Err(failure) => module.tell(failure),
    }
}

/// A month as one number, such as 202611; none for 0.
fn month_of(today: u32) -> Option<YearMonth> {
    YearMonth::new(u16::try_from(today / 100).ok()?, u8::try_from(today % 100).ok()?)
}
