// Own properties are part of what is printed.
throw Object.assign(new Error('outer'), { code: 'E_OUTER', detail: { a: 1 } });
