//! The pages of code in this process' memory.

/// Gives the pages of code, and of constants beside it, back to the kernel. What is needed again comes back page by page out
/// of the kernel's cache of files, without a disk: some microseconds for each 64 KiB. For a program whose start runs through
/// much code that it never needs again, and that then waits for long: it shrinks to what it works with.
///
/// Only read-only parts of the program's and its libraries' files are touched, which nobody can have changed. Systems other
/// than Linux decide that by themselves, and there it does nothing.
///
/// ```
/// use evloop_ffi::system;
///
/// system::release_code();
/// assert!(system::resident() > 0); // what runs is there again already
/// ```
///
/// See madvise(2) (`MADV_DONTNEED`) and dl_iterate_phdr(3).
pub fn release_code() {
    #[cfg(target_os = "linux")]
    // SAFETY: the callback has the type that the call wants, keeps nothing, and does not unwind.
    unsafe {
        libc::dl_iterate_phdr(Some(release_object), std::ptr::null_mut());
    }
}

/// Called for the program and for each library.
#[cfg(target_os = "linux")]
unsafe extern "C" fn release_object(
    object: *mut libc::dl_phdr_info,
    _size: libc::size_t,
    _data: *mut libc::c_void,
) -> libc::c_int {
    // SAFETY: the C library hands over a valid description, with as many headers as it says.
    let (object, headers) = unsafe {
        let object = &*object;
        (object, std::slice::from_raw_parts(object.dlpi_phdr, usize::from(object.dlpi_phnum)))
    };
    let page = super::page_size();
    for header in
        headers.iter().filter(|header| header.p_type == libc::PT_LOAD && header.p_flags & libc::PF_W == 0)
    {
        let start = (object.dlpi_addr + header.p_vaddr).div_ceil(page) * page;
        let end = (object.dlpi_addr + header.p_vaddr + header.p_filesz) / page * page;
        if start < end {
            // SAFETY: the range lies within one mapping of a file that is not writable. Its pages hold what the file holds, so
            // that dropping them loses nothing; when the kernel refuses, nothing happens.
            unsafe {
                libc::madvise(
                    start as usize as *mut libc::c_void,
                    (end - start) as usize,
                    libc::MADV_DONTNEED,
                )
            };
        }
    }
    0
}
