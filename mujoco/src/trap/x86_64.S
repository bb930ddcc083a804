# Leaves a MuJoCo function from the middle when it reports an error, as setjmp and longjmp would. The error handler must
# not return (MuJoCo would go on, for instance beyond the end of its stack) and Java code cannot leave native frames, so
# that both ends of the jump are here. System V calling convention.
#
# ErrorTrap contains the assembled bytes; a test compares them with what the assembler makes of this file.
#
# frame: 0 armed, 8 stack pointer, 16 SSE control, 20 x87 control, 24 failed (1 an error, 2 the function was not called),
# 32 text (1001 bytes), 1040 arguments five, six and seven of the function

        .intel_syntax noprefix
        .text

# long guarded(long function(seven longs), long a, long b, long c, long d, void* frame)
guarded:
        push    rbp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        sub     rsp, 24                 # the seventh argument is at the top of the stack
        mov     rbp, rdi
        mov     r12, rsi
        mov     r13, rdx
        mov     r14, rcx
        mov     r15, r8
        mov     rbx, r9
        mov     [rbx + 8], rsp
        stmxcsr [rbx + 16]
        fnstcw  [rbx + 20]
        mov     qword ptr [rbx + 24], 0
        mov     edi, dword ptr [rip + key]
        mov     rsi, rbx
        call    qword ptr [rip + setspecific]
        test    eax, eax
        jnz     4f
        mov     qword ptr [rbx], 1
        mov     rax, [rbx + 1056]
        mov     [rsp], rax
        mov     rdi, r12
        mov     rsi, r13
        mov     rdx, r14
        mov     rcx, r15
        mov     r8, [rbx + 1040]
        mov     r9, [rbx + 1048]
        call    rbp
        mov     qword ptr [rbx], 0
unwind:
        add     rsp, 24
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        ret
4:      mov     qword ptr [rbx + 24], 2 # without a frame the handler could not end the call
        jmp     unwind

# void handler(const char* text): back to the innermost guarded call of this thread; returns where there is none
        .balign 16, 0xcc
handler:
        push    rbx
        mov     rbx, rdi
        mov     edi, dword ptr [rip + key]
        call    qword ptr [rip + getspecific]
        test    rax, rax
        jz      1f
        cmp     qword ptr [rax], 0
        je      1f
        mov     qword ptr [rax], 0
        mov     qword ptr [rax + 24], 1
        xor     ecx, ecx
2:      mov     dl, [rbx + rcx]
        mov     [rax + rcx + 32], dl
        test    dl, dl
        jz      3f
        inc     ecx
        cmp     ecx, 1000
        jb      2b
        mov     byte ptr [rax + rcx + 32], 0
3:      ldmxcsr [rax + 16]
        fldcw   [rax + 20]
        cld
        mov     rsp, [rax + 8]
        xor     eax, eax
        jmp     unwind
1:      pop     rbx
ignore: ret                     # as a handler of its own: for warnings

# Filled in when the code is placed.
        .balign 16, 0xcc
key:            .quad 0         # of the thread's frame
setspecific:    .quad 0         # pthread_setspecific
getspecific:    .quad 0         # pthread_getspecific
